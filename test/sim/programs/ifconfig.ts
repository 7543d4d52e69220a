import type { MacState } from '../mac-state';
import { notModelled, says, type SimulatedProgram } from './program';

const OPTIONS = '\toptions=6460<TSO4,TSO6,CHANNEL_IO,PARTIAL_CSUM,ZEROINVERT_CSUM>';
const NEIGHBOURS = '\tnd6 options=201<PERFORMNUD,DAD>';

const LOOPBACK = `lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384
	options=1203<RXCSUM,TXCSUM,TXSTATUS,SW_TIMESTAMP>
	inet 127.0.0.1 netmask 0xff000000
	inet6 ::1 prefixlen 128${' '}
	inet6 fe80::1%lo0 prefixlen 64 scopeid 0x1${' '}
${NEIGHBOURS}
gif0: flags=8010<POINTOPOINT,MULTICAST> mtu 1280
stf0: flags=0<> mtu 1280
`;

const AIRDROP = `awdl0: flags=8843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST> mtu 1500
${OPTIONS}
	ether 02:07:68:11:c4:5e
	inet6 fe80::8%awdl0 prefixlen 64 scopeid 0x7${' '}
${NEIGHBOURS}
	media: autoselect
	status: active
utun0: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> mtu 1380
	inet6 fe80::7f5c:2f0a:1d8e:93b1%utun0 prefixlen 64 scopeid 0x10${' '}
${NEIGHBOURS}
`;

/** `ifconfig -a`: the loopback, the network, AirDrop's link and tunnels, with a row for each address. */
export const ifconfig: SimulatedProgram = (state, args) => {
  const result = args.join(' ') === '-a' ? says(interfaces(state)) : notModelled('ifconfig', args);
  return { state, latencyMs: 8, result };
};

function interfaces({ network: { lan, global }, defence: { tailscale } }: MacState): string {
  const ethernet = [
    'en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500',
    OPTIONS,
    '\tether 02:4e:1d:83:5a:0c',
    '\tinet6 fe80::1cf5:4a0e:83d2:6b7a%en0 prefixlen 64 secured scopeid 0xb ',
    `\tinet ${lan} netmask 0xffffff00 broadcast ${lan.slice(0, lan.lastIndexOf('.'))}.255`,
    ...(global === undefined ? [] : [`\tinet6 ${global} prefixlen 64 autoconf secured `]),
    NEIGHBOURS,
    '\tmedia: autoselect',
    '\tstatus: active',
  ];
  const mesh =
    tailscale?.backend === 'Running'
      ? [
          'utun4: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> mtu 1280',
          OPTIONS,
          `\tinet ${tailscale.address} --> ${tailscale.address} netmask 0xffffffff`,
          '\tinet6 fd7a:115c:a1e0::8e01:6c5d prefixlen 48 ',
          NEIGHBOURS,
        ]
      : [];
  return `${LOOPBACK}${[...ethernet, ''].join('\n')}${AIRDROP}${mesh.map((line) => `${line}\n`).join('')}`;
}
