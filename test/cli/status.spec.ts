import { describe, expect, it } from 'vitest';
import { garbage, hangs, prints } from '../sim/faults';
import { freshMac, hardenedMac, managedMac, unreadableMac } from '../sim/machines';
import { battenOn } from './cli-mac';

describe('batten status, for people', () => {
  it('says of a Mac that is as wanted that it is', async () => {
    const { stdout, stderr, exitCode } = await battenOn(hardenedMac('26.5'), ['status']);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toMatchInlineSnapshot(`
      "Firewall
        ✓ Firewall is on
        ✓ Stealth mode is on
        ✓ Downloaded signed software has to ask
        – Firewall logging
            macOS 26 has no such setting: the firewall always logs, and the commands of macOS 14 are gone
        – Blocking all incoming connections is off
            not asked for by the policy
        ✓ The firewall has rules for 8 programs

      Remote access
        ✓ Remote Login is off
        ✓ Screen Sharing is off
        ✓ Remote Management is off
        ✓ Remote Apple Events is off

      Sharing
        ✓ File Sharing is off
        ✓ NFS sharing is off
        ✓ Guest access to shared folders is off

      Wireless
        ✓ Bluetooth is off
        ✓ AirDrop is off

      Exposure
        ✓ Other devices can reach no service but parts of macOS
            Parts of macOS that other devices can reach: Bonjour 5353 (UDP), AirDrop and Handoff 8770, Handoff and Continuity 55230.
        ✓ One public name leads to this Mac

      Integrity
        ✓ System Integrity Protection is on
        ✓ The system volume is signed and sealed

      Watch
        ✓ LuLu is running
            LuLu: Its process com.objective-see.lulu.extension runs.

      Everything is as wanted. macOS 26.5, checked in 0.3 s.
      "
    `);
  });

  it('says what is wrong with a Mac as a careless person runs it', async () => {
    const { stdout, stderr, exitCode } = await battenOn(freshMac('26.5'), ['status']);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 1 });
    expect(stdout).toMatchInlineSnapshot(`
      "Firewall
        ● Firewall is off
            Any device on your network can connect to every program that listens on this Mac.
        ● Stealth mode is off
            Anyone on your network can find this Mac with a ping or a port scan.
        ● Downloaded signed software is allowed by itself
            Any downloaded program with a developer signature may accept connections without asking you.
        – Firewall logging
            macOS 26 has no such setting: the firewall always logs, and the commands of macOS 14 are gone
        – Blocking all incoming connections is off
            not asked for by the policy
        ● The firewall has rules for 6 programs
            The firewall lets in other programs than the policy allows, or keeps out one that it allows.

      Remote access
        ● Remote Login is on
            Anyone with an account on this Mac can sign in from your network.
        ● Screen Sharing is on
            People with an account on this Mac can see and control its screen from your network.
        ● Remote Management is on
            Administrators on your network can see and control this Mac with Apple Remote Desktop.
        ● Remote Apple Events is on
            Programs on other computers can send commands to programs on this Mac.

      Sharing
        ● File Sharing is on
            Other computers on your network can open the shared folders of this Mac.
        ● NFS sharing is on
            Computers named in /etc/exports can mount folders of this Mac.
        ● Guest access to shared folders is on
            Anyone on your network can open shared folders that allow guests, without a password.

      Wireless
        ● Bluetooth is on
            Devices within radio range can talk to this Mac over Bluetooth.
        ● AirDrop is open to everyone
            Apple devices nearby can see this Mac and offer it files.

      Exposure
        ● Other devices can reach 2 services
            Other devices can reach services that are not meant for them.
            planka 3100: any device on your network and, as boards.alai.no, whoever the tunnel lets in can reach it.
            postgres 5432: any device on your network can reach it.
            Parts of macOS that other devices can reach: Remote Login 22, Kerberos 88, File Sharing 445, NFS sharing 2049, Remote Apple Events 3031, Remote Management 3283, Bonjour 5353 (UDP), Screen Sharing 5900, AirDrop and Handoff 8770, Handoff and Continuity 55230.
        ● One public name leads to this Mac
            Services can be reached under names that are not expected, or around the tunnel that guards them.

      Integrity
        ● System Integrity Protection is off
            A program that gets root can change macOS itself and stay.
        ● The system volume is not sealed
            macOS would start even if its system files had been changed.

      Watch
        ● No known intrusion detection, VPN or endpoint protection is running
            No tool on this Mac would notice or stop an intruder who gets past the firewall.

      18 things are not as wanted. macOS 26.5, checked in 0.3 s.
      "
    `);
  });

  it('says who manages a setting', async () => {
    const { stdout, stderr, exitCode } = await battenOn(managedMac('26.5'), ['status']);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 1 });
    expect(stdout).toMatchInlineSnapshot(`
      "Firewall
        ✓ Firewall is on (set by a configuration profile (com.apple.security.firewall, EnableFirewall))
        ✓ Stealth mode is on (set by a configuration profile (com.apple.security.firewall, EnableStealthMode))
        ● Downloaded signed software is allowed by itself
            Any downloaded program with a developer signature may accept connections without asking you.
        – Firewall logging
            macOS 26 has no such setting: the firewall always logs, and the commands of macOS 14 are gone
        – Blocking all incoming connections is off
            not asked for by the policy
        ● The firewall has rules for 6 programs
            The firewall lets in other programs than the policy allows, or keeps out one that it allows.

      Remote access
        ✓ Remote Login is off
        ✓ Screen Sharing is off
        ✓ Remote Management is off
        ✓ Remote Apple Events is off

      Sharing
        ✓ File Sharing is off
        ✓ NFS sharing is off
        ✓ Guest access to shared folders is off

      Wireless
        ● Bluetooth is on
            Devices within radio range can talk to this Mac over Bluetooth.
        ● AirDrop is open to contacts (never set)
            Apple devices nearby can see this Mac and offer it files.

      Exposure
        ● Other devices can reach 2 services
            Other devices can reach services that are not meant for them.
            AirPlay Receiver 5000: any device on your network can reach it, if the firewall lets it in: it has no rule for it.
            AirPlay Receiver 7000: any device on your network can reach it, if the firewall lets it in: it has no rule for it.
            Parts of macOS that other devices can reach: Bonjour 5353 (UDP), AirDrop and Handoff 8770, Handoff and Continuity 55230.
        ✓ No tunnel leads to this Mac

      Integrity
        ✓ System Integrity Protection is on
        ✓ The system volume is signed and sealed

      Watch
        ● No known intrusion detection, VPN or endpoint protection is running
            No tool on this Mac would notice or stop an intruder who gets past the firewall.

      6 things are not as wanted. macOS 26.5, checked in 0.2 s.
      "
    `);
  });

  it('calls nothing green on a Mac that cannot be read', async () => {
    const { stdout, stderr, exitCode } = await battenOn(unreadableMac('26.5'), ['status']);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 3 });
    expect(stdout).not.toContain('✓');
    expect(stdout).toMatchInlineSnapshot(`
      "Firewall
        ? Firewall cannot be checked
            socketfilterfw --getglobalstate gave an answer that is not understood: “��%PDF-1.7 {"SPFirewall": [ (State = ) enabled disabled => "”
        ? Stealth mode cannot be checked
            socketfilterfw --getstealthmode gave an answer that is not understood: “��%PDF-1.7 {"SPFirewall": [ (State = ) enabled disabled => "”
        ? Downloaded signed software cannot be checked
            socketfilterfw --getallowsigned gave an answer that is not understood: “��%PDF-1.7 {"SPFirewall": [ (State = ) enabled disabled => "”
        – Firewall logging
            macOS 26 has no such setting: the firewall always logs, and the commands of macOS 14 are gone
        – Block all incoming connections
            not asked for by the policy
        ? Allowed programs cannot be checked
            socketfilterfw --listapps gave an answer that is not understood: “��%PDF-1.7 {"SPFirewall": [ (State = ) enabled disabled => "”

      Remote access
        ? Remote Login cannot be checked
            launchctl print gave an answer that is not understood: “��%PDF-1.7 {"SPFirewall": [ (State = ) enabled disabled => "”
        ? Screen Sharing cannot be checked
            launchctl print gave an answer that is not understood: “��%PDF-1.7 {"SPFirewall": [ (State = ) enabled disabled => "”
        ? Remote Management cannot be checked
            ls -d gave an answer that is not understood: “��%PDF-1.7 {"SPFirewall": [ (State = ) enabled disabled => "”
        ? Remote Apple Events cannot be checked
            launchctl print gave an answer that is not understood: “��%PDF-1.7 {"SPFirewall": [ (State = ) enabled disabled => "”

      Sharing
        ? File Sharing cannot be checked
            launchctl print gave an answer that is not understood: “��%PDF-1.7 {"SPFirewall": [ (State = ) enabled disabled => "”
        ? NFS sharing cannot be checked
            launchctl print gave an answer that is not understood: “��%PDF-1.7 {"SPFirewall": [ (State = ) enabled disabled => "”
        ? Guest access to shared folders cannot be checked
            sysadminctl -smbGuestAccess gave an answer that is not understood: “��%PDF-1.7 {"SPFirewall": [ (State = ) enabled disabled => "”

      Wireless
        ? Bluetooth cannot be checked
            system_profiler SPBluetoothDataType gave an answer that is not understood: “��%PDF-1.7 {"SPFirewall": [ (State = ) enabled disabled => "”
        ? AirDrop cannot be checked
            defaults read gave an answer that is not understood: “��%PDF-1.7 {"SPFirewall": [ (State = ) enabled disabled => "”

      Exposure
        ? Service bindings cannot be checked
            TCP sockets of other users could not be read: netstat -anv gave an answer that is not understood
        ? Tunnels cannot be checked
            TCP sockets of other users could not be read: netstat -anv gave an answer that is not understood

      Integrity
        ? System Integrity Protection cannot be checked
            csrutil status gave an answer that is not understood: “��%PDF-1.7 {"SPFirewall": [ (State = ) enabled disabled => "”
        ? Signed system volume cannot be checked
            mount gave an answer that is not understood: “��%PDF-1.7 {"SPFirewall": [ (State = ) enabled disabled => "”

      Watch
        ? Defence tools cannot be checked
            systemextensionsctl list gave an answer that is not understood: “��%PDF-1.7 {"SPFirewall": [ (State = ) enabled disabled => "”

      18 things cannot be checked. macOS 26.5, checked in 0.2 s.
      "
    `);
  });

  it('prints nothing that a terminal would act on, whatever a tool says', async () => {
    const dangerous = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202egnp.exe\r\u0000';
    const faults = [
      prints({ program: 'csrutil' }, { stdout: dangerous }),
      prints({ program: 'defaults' }, { stdout: dangerous }),
    ];
    const { stdout } = await battenOn({ ...freshMac('26.5'), faults }, ['status']);
    expect(stdout).toContain('31m');
    expect(stdout).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });

  it('shows only the tasks that were named, in the order of the catalogue', async () => {
    const { stdout, exitCode } = await battenOn(freshMac('26.5'), ['status', 'airdrop', 'firewall']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatchInlineSnapshot(`
      "Firewall
        ● Firewall is off
            Any device on your network can connect to every program that listens on this Mac.

      Wireless
        ● AirDrop is open to everyone
            Apple devices nearby can see this Mac and offer it files.

      2 things are not as wanted. macOS 26.5, checked in 0.1 s.
      "
    `);
  });

  it('ends with 1 rather than 3 when something is wrong and something else cannot be checked', async () => {
    const both = { ...freshMac('26.5'), faults: [garbage({ program: 'csrutil' })] };
    expect((await battenOn(both, ['status'])).exitCode).toBe(1);
    const unknownAlone = { ...hardenedMac('26.5'), faults: [hangs({ program: 'nfsd' })] };
    expect((await battenOn(unknownAlone, ['status'])).exitCode).toBe(3);
    expect((await battenOn(unknownAlone, ['status', 'firewall'])).exitCode).toBe(0);
  });
});
