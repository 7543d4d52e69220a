import type { SettingsPane } from '../core/task';

/** The only addresses Batten ever opens: panes of System Settings, by an id from the catalogue. */
export const SETTINGS_PANE_ADDRESSES: Readonly<Record<SettingsPane, `x-apple.systempreferences:${string}`>> = {
  firewall: 'x-apple.systempreferences:com.apple.Network-Settings.extension?Firewall',
  sharing: 'x-apple.systempreferences:com.apple.Sharing-Settings.extension',
  bluetooth: 'x-apple.systempreferences:com.apple.BluetoothSettings',
  airdrop: 'x-apple.systempreferences:com.apple.AirDrop-Handoff-Settings.extension',
};
