/** What each capture of lsof and netstat holds; the rows as `rowLine` writes them. Read off the captures by eye. */
export interface CapturedSockets {
  readonly rows: readonly string[];
  /** Rows left aside on purpose: unbound UDP, closed TCP, one more descriptor of the same socket. */
  readonly skipped?: number;
  /** Rows of other commands that were captured together. */
  readonly unread?: number;
  /** How many more rows there are, all with somebody at the other end: not written out here. */
  readonly connections?: number;
}

export const CAPTURED_SOCKETS: Readonly<Record<string, CapturedSockets>> = {
  'bindings/docker-ps-rancher-vs-netstat.txt': {
    rows: ['tcp IPv4 * 8000 LISTEN'],
    unread: 1,
  },
  'bindings/lsof-F-pcLfPn-2022.txt': {
    rows: [
      'tcp - * 57607 | 783 rapportd',
      'tcp IPv4 192.168.1.226 58641 > 2.17.172.24 443 | 797 itunescloudd',
      'tcp - * 5000 | 866 ControlCenter',
      'tcp - * 7000 | 866 ControlCenter',
      'tcp IPv4 192.168.1.226 58631 > 54.217.83.249 443 | 942 Slack Helper',
      'tcp IPv4 127.0.0.1 57580 > 127.0.0.1 49233 | 1016 Notion Helper',
    ],
    skipped: 7,
  },
  'bindings/lsof-F-pcnPT.txt': {
    rows: [
      'tcp IPv6 fe80::1 1024 > fe80::2 1024 ESTABLISHED | 673 identityservicesd',
      'tcp - * 5173 LISTEN | 8100 node',
      'tcp IPv4 127.0.0.1 5173 > 127.0.0.1 60322 ESTABLISHED | 8100 node',
      'udp - * 5353 | 8100 node',
    ],
    skipped: 1,
  },
  'bindings/lsof-F-pn-two-procs.txt': {
    rows: ['tcp - * 18090 | 66493', 'tcp IPv4 127.0.0.1 49236 | 632'],
  },
  'bindings/lsof-F-udp-unbound.txt': {
    rows: [],
    skipped: 1,
  },
  'bindings/lsof-airplay-plusc0.txt': {
    rows: ['tcp IPv4 * 5000 LISTEN | 687 ControlCenter', 'tcp IPv6 * 5000 LISTEN | 687 ControlCenter'],
  },
  'bindings/lsof-airplay-vs-localhost5000.txt': {
    rows: [
      'tcp IPv4 * 7000 LISTEN | 441 ControlCe~',
      'tcp IPv4 * 5000 LISTEN | 441 ControlCe~',
      'tcp IPv4 * 50327 LISTEN | 462 rapportd~',
      'tcp IPv4 * 17500 LISTEN | 500 Dropbox~',
      'tcp IPv4 127.0.0.1 17600 LISTEN | 500 Dropbox~',
      'tcp IPv4 127.0.0.1 44950 LISTEN | 511 figma_age~',
      'tcp IPv4 127.0.0.1 5000 LISTEN | 551 agent',
      'tcp IPv4 * 57621 LISTEN | 23548 Spotify~',
    ],
  },
  'bindings/lsof-colima-ssh-mux.txt': {
    rows: ['tcp IPv4 127.0.0.1 8025 LISTEN | 53130 ssh'],
    unread: 5,
  },
  'bindings/lsof-docker-desktop-2020.txt': {
    rows: ['tcp IPv6 * 10443 LISTEN | 50512 com.docke~', 'tcp IPv6 * 10080 LISTEN | 50512 com.docke~'],
  },
  'bindings/lsof-docker-desktop-old-v4-star-v6-localhost.txt': {
    rows: ['tcp IPv4 * 8000 LISTEN | 1596 com.docke~', 'tcp IPv6 ::1 8000 LISTEN | 1596 com.docke~'],
  },
  'bindings/lsof-docker-noP-2025.txt': {
    rows: [
      'tcp IPv6 * 13002 LISTEN | 787 com.docke~',
      'tcp IPv6 * 5101 LISTEN | 787 com.docke~',
      'tcp IPv6 * 5102 LISTEN | 787 com.docke~',
      'tcp IPv6 * 5100 LISTEN | 787 com.docke~',
      'tcp IPv6 * 15432 LISTEN | 787 com.docke~',
      'tcp IPv6 * 16379 LISTEN | 787 com.docke~',
    ],
  },
  'bindings/lsof-empty.txt': {
    rows: [],
  },
  'bindings/lsof-established-v6.txt': {
    rows: [
      'tcp IPv6 fe80::aaac:a8:598f:c1f9%13 1024 > fe80::68ee:9100:3bd5:b0bb%13 1024 ESTABLISHED | 324 identitys~',
      'tcp IPv4 192.168.0.4 50263 > 142.250.80.10 443 ESTABLISHED | 81122 Code H~',
    ],
    skipped: 1,
  },
  'bindings/lsof-i-P-n-2024.txt': {
    rows: [
      'tcp IPv4 * 62679 LISTEN | 601 rapportd~',
      'tcp IPv6 * 62679 LISTEN | 601 rapportd~',
      'tcp IPv4 * 7000 LISTEN | 646 ControlCe~',
      'tcp IPv6 * 7000 LISTEN | 646 ControlCe~',
      'tcp IPv4 * 5000 LISTEN | 646 ControlCe~',
      'tcp IPv6 * 5000 LISTEN | 646 ControlCe~',
      'udp IPv6 * 62265 | 668 chronod~',
      'tcp IPv4 192.168.50.139 62684 > 192.168.50.196 8009 ESTABLISHED | 808 Google~',
      'udp IPv6 * 5353 | 808 Google~',
      'udp IPv4 * 5353 | 808 Google~',
      'tcp IPv4 192.168.50.139 62719 > 34.202.253.140 443 ESTABLISHED | 21118 Slack~',
      'tcp IPv4 127.0.0.1 11434 LISTEN | 32111 ollama~',
      'tcp IPv4 127.0.0.1 6463 LISTEN | 36578 Discord~',
      'tcp IPv4 192.168.50.139 57622 > 104.18.7.192 443 CLOSE_WAIT | 75072 Python~',
    ],
    skipped: 5,
  },
  'bindings/lsof-node-default-bind.txt': {
    rows: ['tcp IPv6 * 4211 LISTEN | 56079 node', 'tcp IPv6 * 4302 LISTEN | 66450 node'],
  },
  'bindings/lsof-ollama-electron.txt': {
    rows: [
      'tcp IPv4 127.0.0.1 49207 LISTEN | 1453 Ollama~',
      'tcp IPv4 127.0.0.1 11434 LISTEN | 1463 ollama~',
      'tcp IPv4 127.0.0.1 52231 LISTEN | 56677 Electron~',
      'tcp IPv4 * 7000 LISTEN | 1164 ControlCe~',
      'tcp IPv4 * 50081 LISTEN | 986 rapportd~',
    ],
  },
  'bindings/lsof-orbstack-8001.txt': {
    rows: ['tcp IPv4 * 8001 LISTEN | 1809 OrbStack~', 'tcp IPv6 * 8001 LISTEN | 1809 OrbStack~'],
  },
  'bindings/lsof-podman-gvproxy.txt': {
    rows: [
      'tcp IPv4 127.0.0.1 50451 LISTEN | 41394 gvproxy~',
      'tcp IPv6 * 2379 LISTEN | 41394 gvproxy~',
      'tcp IPv6 * 50006 LISTEN | 41394 gvproxy~',
      'tcp IPv6 * 58081 LISTEN | 41394 gvproxy~',
      'tcp IPv6 * 9411 LISTEN | 41394 gvproxy~',
      'tcp IPv6 * 58080 LISTEN | 41394 gvproxy~',
    ],
  },
  'bindings/lsof-postgres-v6loop-udp.txt': {
    rows: [
      'tcp IPv6 ::1 5432 LISTEN | 31485 postgres~',
      'udp IPv4 * 5353 | 50348 Spotify~',
      'udp IPv6 ::1 57007 > 2600:1901:1:7c5:: 443 | 50375 Spotify~',
    ],
    skipped: 1,
  },
  'bindings/lsof-redis-orbstack.txt': {
    rows: ['tcp IPv6 ::1 6379 LISTEN | 547 redis-ser~', 'tcp IPv4 * 3001 LISTEN | 11645 OrbStack~'],
  },
  'bindings/lsof-sudo-launchd-2021.txt': {
    rows: [
      'tcp IPv6 * 22 LISTEN | 1 launchd~',
      'tcp IPv4 * 22 LISTEN | 1 launchd~',
      'tcp IPv6 * 5900 LISTEN | 1 launchd~',
      'tcp IPv4 * 5900 LISTEN | 1 launchd~',
      'tcp IPv4 127.0.0.1 2015 LISTEN | 70 expressvp~',
      'tcp IPv6 fe80::aede:48ff:fe00:1122%5 49154 LISTEN | 77 remoted~',
      'tcp IPv6 * 88 LISTEN | 116 kdc',
      'tcp IPv4 * 88 LISTEN | 116 kdc',
      'tcp IPv4 * 49177 LISTEN | 397 rapportd~',
      'tcp IPv6 * 49177 LISTEN | 397 rapportd~',
      'tcp IPv6 * 3283 LISTEN | 528 ARDAgent~',
      'tcp IPv4 127.0.0.1 16107 LISTEN | 669 delfino~',
      'tcp IPv4 * 15018 LISTEN | 692 UniCRSLoc~',
      'tcp IPv4 127.0.0.1 49315 LISTEN | 724 Google~',
      'tcp IPv6 ::1 631 LISTEN | 26008 cupsd',
      'tcp IPv4 127.0.0.1 631 LISTEN | 26008 cupsd',
    ],
    skipped: 2,
  },
  'bindings/lsof-sudo-noN-2021.txt': {
    rows: [
      'tcp IPv6 fe80::aede:48ff:fe00:1122%4 49154 LISTEN | 86 remoted~',
      'tcp IPv6 fe80::aede:48ff:fe00:1122%4 49155 LISTEN | 86 remoted~',
      'tcp IPv4 127.0.0.1 51351 LISTEN | 4386 Lens',
      'tcp IPv4 127.0.0.1 59968 LISTEN | 4386 Lens',
      'tcp IPv6 * 62640 LISTEN | 42638 Lens H~',
      'tcp IPv4 127.0.0.1 62641 LISTEN | 42638 Lens H~',
      'tcp IPv4 127.0.0.1 63175 LISTEN | 43078 kubectl~',
      'tcp IPv6 * 5000 LISTEN | 49312 com.docke~',
      'tcp IPv6 * 80 LISTEN | 49312 com.docke~',
      'tcp IPv6 * 27017 LISTEN | 49312 com.docke~',
      'tcp IPv6 * 5432 LISTEN | 49312 com.docke~',
      'tcp IPv4 127.0.0.1 3003 LISTEN | 55140 kubectl~',
      'tcp IPv6 ::1 3003 LISTEN | 55140 kubectl~',
      'tcp IPv4 192.168.0.103 53 LISTEN | 68556 dnsmasq~',
      'tcp IPv4 127.0.0.1 53 LISTEN | 68556 dnsmasq~',
      'tcp IPv6 fe80::36d2:21ce:71aa:3d8d%15 53 LISTEN | 68556 dnsmasq~',
      'tcp IPv6 fe80::1%lo0 53 LISTEN | 68556 dnsmasq~',
      'tcp IPv6 ::1 53 LISTEN | 68556 dnsmasq~',
    ],
  },
  'bindings/lsof-vite-v6loop-docker.txt': {
    rows: ['tcp IPv6 ::1 5273 LISTEN | 92504 node', 'tcp IPv6 * 5173 LISTEN | 62915 com.docke~'],
  },
  'bindings/netstat-anv-listen-2021.txt': {
    rows: [
      'tcp IPv4 127.0.0.1 631 LISTEN | 26008',
      'tcp IPv6 ::1 631 LISTEN | 26008',
      'tcp dual * 3283 LISTEN | 528',
      'tcp IPv6 * 49177 LISTEN | 397',
      'tcp IPv4 * 49177 LISTEN | 397',
      'tcp IPv4 * 88 LISTEN | 116',
      'tcp IPv6 fe80::aede:48ff:… 49159 LISTEN | 77',
      'tcp IPv4 * 5900 LISTEN | 1',
      'tcp IPv6 * 5900 LISTEN | 1',
      'tcp IPv4 * 22 LISTEN | 1',
      'tcp IPv6 * 22 LISTEN | 1',
    ],
  },
  'bindings/netstat-anv-macos26-mixed.txt': {
    rows: [
      'tcp IPv4 127.0.0.1 8080 LISTEN | 63389 llama-server',
      'tcp IPv4 192.168.25.105 60571 > 34.54.194.141 443 ESTABLISHED | 57067 Claude Helper',
      'tcp IPv6 fe80::e484:d5ff:… 64032 > fe80::64f0:d9ff:… 49161 ESTABLISHED | 704 rapportd',
      'tcp IPv6 * 8000 LISTEN | 4242 Python',
      'udp IPv4 * 5353 | 390 mDNSResponder',
    ],
  },
  'bindings/netstat-anv-macos27-udp.txt': {
    rows: [
      'tcp IPv4 192.168.1.231 57479 > 192.168.1.241 8883 ESTABLISHED | 4170 BambuStudio',
      'tcp IPv6 2600:1700:1152:2… 57478 > 2606:4700:4403::… 443 ESTABLISHED | 21223 Codex (Service)',
      'tcp IPv4 192.168.1.231 57473 > 35.190.46.17 443 ESTABLISHED | 21664 2.1.207',
      'tcp IPv4 127.0.0.1 53317 LISTEN | 3601 Fastmail',
      'udp IPv4 * 41641 | 71795 IPNExtension',
      'udp IPv4 * 2021 | 4170 BambuStudio',
      'udp IPv6 2607:fb91:2c72:9… 5060 | 838 CommCenter',
    ],
  },
  'bindings/netstat-ddev-orbstack.txt': {
    rows: ['tcp IPv4 * 80 LISTEN | 10521', 'tcp IPv4 * 443 LISTEN | 10521'],
    unread: 1,
  },
  'bindings/netstat-kernel_task-launchd-smb-vnc.txt': {
    rows: [
      'tcp IPv4 192.0.2.30 61042 > 192.0.2.2 445 ESTABLISHED | 0 kernel_task',
      'tcp IPv4 * 445 LISTEN | 1 launchd',
      'tcp dual * 5900 LISTEN | 912 screensharingd',
      'tcp IPv4 127.0.0.1 16494 LISTEN | 5822 Adobe Desktop Se~',
    ],
  },
  'bindings/netstat-vanp-macos12-14.txt': {
    rows: ['tcp IPv6 * 2222 LISTEN | 43379', 'tcp IPv6 ::1 58090 > ::1 2222 TIME_WAIT | 43387'],
  },
  'services/lsof-F_same-machine_no-root_misses-22-and-5900.txt': {
    rows: [
      'tcp - * 8770 LISTEN | 751 sharingd #501',
      'tcp - * 55230 LISTEN | 760 rapportd #501',
      'tcp IPv4 127.0.0.1 11434 LISTEN | 805 ollama #501',
      'tcp - * 49153 LISTEN | 877 com.docker.backend #501',
      'tcp - * 3283 LISTEN | 21918 ARDAgent #501',
    ],
    skipped: 1,
  },
  'services/lsof_airplay-receiver-on_26.5.txt': {
    rows: [
      'tcp IPv4 * 61119 LISTEN | 621 rapportd~',
      'tcp IPv6 * 61119 LISTEN | 621 rapportd~',
      'tcp IPv4 * 2968 LISTEN | 826 EEventMan~',
      'tcp IPv4 127.0.0.1 49153 LISTEN | 853 Ollama~',
      'tcp IPv4 127.0.0.1 11434 LISTEN | 921 ollama~',
      'tcp IPv4 127.0.0.1 53953 LISTEN | 922 app_inkwe~',
      'tcp IPv6 * 3000 LISTEN | 3747 node',
      'tcp IPv4 127.0.0.1 16607 LISTEN | 18884 Code H~',
      'tcp IPv4 127.0.0.1 49788 LISTEN | 18884 Code H~',
      'tcp IPv4 127.0.0.1 49789 LISTEN | 18884 Code H~',
      'tcp IPv4 127.0.0.1 52399 LISTEN | 19097 Code H~',
      'tcp IPv4 127.0.0.1 8000 LISTEN | 41415 Python~',
      'tcp IPv4 * 5000 LISTEN | 67297 ControlCe~',
      'tcp IPv4 * 7000 LISTEN | 67297 ControlCe~',
      'tcp IPv6 * 7000 LISTEN | 67297 ControlCe~',
      'tcp IPv6 * 5000 LISTEN | 67297 ControlCe~',
      'tcp IPv4 127.0.0.1 5000 LISTEN | 77770 Python~',
      'tcp IPv4 127.0.0.1 8001 LISTEN | 77997 Python~',
    ],
  },
  'services/lsof_airplay_service-names-no-P.txt': {
    rows: [
      'tcp IPv4 * 7000 LISTEN | 422 ControlCe~',
      'tcp IPv6 * 7000 LISTEN | 422 ControlCe~',
      'tcp IPv4 * 5000 LISTEN | 422 ControlCe~',
      'tcp IPv6 * 5000 LISTEN | 422 ControlCe~',
    ],
    skipped: 3,
  },
  'services/lsof_columns_truncated-names.txt': {
    rows: [
      'tcp IPv6 * 8770 LISTEN | 751 sharingd~',
      'tcp IPv4 * 55230 LISTEN | 760 rapportd~',
      'tcp IPv4 127.0.0.1 11434 LISTEN | 805 ollama~',
      'tcp IPv4 127.0.0.1 49153 LISTEN | 877 com.docke~',
      'tcp IPv4 127.0.0.1 49153 LISTEN | 916 vpnkit-br~',
      'tcp IPv6 ::1 15292 LISTEN | 1248 Photo A~',
    ],
  },
  'services/lsof_tcp_listen_user-only.txt': {
    rows: [
      'tcp IPv4 * 49276 LISTEN | 570 rapportd~',
      'tcp IPv6 * 49276 LISTEN | 570 rapportd~',
      'tcp IPv4 127.0.0.1 19292 LISTEN | 1401 AdobeReso~',
    ],
  },
  'services/netstat-anv_screensharing-listen_pid-column.txt': {
    rows: ['tcp dual * 5900 LISTEN | 912 screensharingd'],
  },
  'services/netstat_old_afp548_ssh-session.txt': {
    rows: [
      'tcp IPv4 10.0.1.197 22 > 10.0.1.197 50134 ESTABLISHED',
      'tcp IPv4 10.0.1.197 50134 > 10.0.1.197 22 ESTABLISHED',
      'tcp IPv4 * 88 LISTEN',
      'tcp IPv6 * 88 LISTEN',
      'tcp IPv6 fe80::21e:52ff:f… 50133 > fe80::21f:f3ff:f… 5009 ESTABLISHED',
      'tcp IPv6 fe80::21e:52ff:f… 50132 > fe80::21f:f3ff:f… 5009 ESTABLISHED',
      'tcp dual * 5900 LISTEN',
      'tcp IPv4 * 22 LISTEN',
      'tcp IPv6 * 22 LISTEN',
      'tcp IPv4 * 548 LISTEN',
      'tcp IPv6 * 548 LISTEN',
      'tcp IPv4 127.0.0.1 631 LISTEN',
      'tcp IPv6 ::1 631 LISTEN',
    ],
  },
  'services/netstat_tcp_no-sharing-ports.txt': {
    rows: [
      'tcp IPv6 * 49276 LISTEN',
      'tcp IPv4 * 49276 LISTEN',
      'tcp IPv4 127.0.0.1 19292 LISTEN',
      'tcp IPv6 fe80::aede:48ff:… 49168 LISTEN',
      'tcp IPv6 fe80::aede:48ff:… 49167 LISTEN',
      'tcp IPv6 fe80::aede:48ff:… 49166 LISTEN',
      'tcp IPv6 fe80::aede:48ff:… 49165 LISTEN',
      'tcp IPv6 fe80::aede:48ff:… 49164 LISTEN',
      'tcp IPv6 fe80::aede:48ff:… 49163 LISTEN',
      'tcp IPv6 fe80::aede:48ff:… 49162 LISTEN',
      'tcp IPv6 fe80::aede:48ff:… 49161 LISTEN',
      'tcp IPv6 fe80::aede:48ff:… 49160 LISTEN',
      'tcp IPv6 fe80::aede:48ff:… 49159 LISTEN',
      'tcp IPv6 fe80::aede:48ff:… 49158 LISTEN',
      'tcp IPv6 fe80::aede:48ff:… 49157 LISTEN',
      'tcp IPv6 fe80::aede:48ff:… 49156 LISTEN',
      'tcp IPv6 fe80::aede:48ff:… 49155 LISTEN',
      'tcp IPv6 fe80::aede:48ff:… 49154 LISTEN',
      'tcp IPv4 * 88 LISTEN',
      'tcp IPv6 * 88 LISTEN',
      'tcp IPv4 127.0.0.1 8021 LISTEN',
      'tcp IPv6 ::1 8021 LISTEN',
    ],
    connections: 79,
  },
  'services/netstat_tcp_ssh-vnc-ard-listening_no-root.txt': {
    rows: [
      'tcp IPv4 192.168.7.42 50861 > 203.0.113.10 443 ESTABLISHED',
      'tcp IPv4 192.168.7.42 50857 > 203.0.113.10 443 LAST_ACK',
      'tcp dual * 8770 LISTEN',
      'tcp dual * 3283 LISTEN',
      'tcp IPv6 * 55230 LISTEN',
      'tcp IPv4 * 55230 LISTEN',
      'tcp IPv4 127.0.0.1 20241 LISTEN',
      'tcp IPv4 127.0.0.1 11434 LISTEN',
      'tcp IPv4 * 49153 LISTEN',
      'tcp IPv4 * 88 LISTEN',
      'tcp IPv6 * 88 LISTEN',
      'tcp IPv4 127.0.0.1 631 LISTEN',
      'tcp IPv6 ::1 631 LISTEN',
      'tcp IPv4 127.0.0.1 8021 LISTEN',
      'tcp IPv6 ::1 8021 LISTEN',
      'tcp IPv4 * 5900 LISTEN',
      'tcp IPv6 * 5900 LISTEN',
      'tcp IPv4 * 22 LISTEN',
      'tcp IPv6 * 22 LISTEN',
      'tcp IPv4 192.168.7.42 62875 > 203.0.113.24 443 CLOSE_WAIT',
    ],
  },
};
