/**
 * The policy of a Mac on which nobody has decided anything, as a person finds it: `DEFAULT_POLICY` with comments.
 *
 * What an entry cannot do without stands last in it: a file that lost its end breaks off in an entry that then does not
 * count as one.
 */
export const defaultPolicyText = `# What this Mac is meant to look like. Batten compares the Mac with it and changes this file only when you say so;
# your comments stay.
#
# What is not written here is not expected and not allowed. While the file holds a mistake, none of it counts: the
# strictest policy holds then, and Batten says in which line the mistake is. docs/policy.md explains every word.
schema: batten.policy/1

# When somebody should look at all of this again.
# review: 2026-12-31

tasks:
  # Tasks that are not asked for on this Mac. They are not counted.
  not-wanted:
    # It would cut off the dashboard and BookStack, which the local network is meant to reach.
    - firewall-block-all
  # How far AirDrop may be open: off or contacts-only.
  airdrop: off

# What may listen on this Mac. scope says from how far away it may be reached directly: this-mac, vpn, lan or everyone.
# A service behind a tunnel needs only this-mac: the tunnel runs on this Mac, too.
services:
  - name: Mission Control Dashboard
    port: 3030
    process: node
    scope: lan
    reason: Meant for the local network.

  - name: Mattermost
    port: 8065
    scope: this-mac
    retired: 2026-05-18
    reason: Retired; it should no longer run.

  - name: Planka
    port: 3100
    scope: this-mac
    tunnel: boards.alai.no
    health: /
    reason: Reached from outside through its tunnel, which needs only this Mac.

  - name: Documenso
    port: 3003
    scope: this-mac
    tunnel: sign.alai.no
    health: /
    reason: Reached from outside through its tunnel, which needs only this Mac.

  - name: BookStack
    port: 6875
    scope: lan
    health: /
    reason: For the local network; it has no tunnel yet.

  - name: PostgreSQL
    port: 5432
    scope: this-mac
    reason: Only programs of this Mac use it.

  - name: Redis
    port: 6379
    scope: this-mac
    reason: Only programs of this Mac use it.

# Programs whose incoming connections the firewall may let in. Of several paths the first that is there counts.
allowed-applications:
  - name: Node.js
    paths:
      - /opt/homebrew/bin/node
      - /usr/local/bin/node
    reason: Mission Control Dashboard, for the local network.

  - name: Docker
    paths:
      - /Applications/Docker.app
      - /Applications/OrbStack.app
      - /usr/local/bin/docker
    reason: Services in containers.

  - name: cloudflared
    paths:
      - /opt/homebrew/bin/cloudflared
      - /usr/local/bin/cloudflared
    reason: The tunnel to Cloudflare.

# Public names that may lead to this Mac, and to which port. A retired one must lead nowhere.
tunnels:
  - hostname: mm.basicconsulting.no
    port: 8065
    retired: 2026-05-18
    service: Mattermost

  - hostname: boards.alai.no
    port: 3100
    service: Planka

  - hostname: sign.alai.no
    port: 3003
    service: Documenso
`;
