import type { ChangeableSettings } from '../shared/ipc-contract';

export const BACKENDS: Readonly<
  Record<ChangeableSettings['elevationBackend'], { readonly name: string; readonly words: string }>
> = {
  'sudo-prompt': {
    name: 'sudo-prompt',
    words:
      'The dialog carries the name Batten. While it is open, the command lies in a folder that programs of your account can write; Batten watches it and stops on any change.',
  },
  osascript: {
    name: 'osascript',
    words:
      'The dialog carries the name osascript. No file is written; while it runs, the script can be seen in the list of processes. Better where agents work under your account.',
  },
};

export const SETTINGS_TEXT = {
  elevation: 'How the password is asked for',
  keepSeconds: 'Time to keep a change that can lock you out',
  keepSecondsWords: 'Such a change puts itself back when you do not keep it in this time, even without Batten.',
  seconds: (seconds: number): string => `${seconds} seconds`,
  atLogin: 'Open Batten at login',
  atLoginWords: 'Starts in the menu bar and reads. It changes nothing by itself.',
  dataFolder: 'Data folder',
  dataFolderWords: 'The journal of every change, and your settings. Nothing leaves this Mac.',
  copyFolder: 'Copy the path of the data folder',
  problem: 'The settings file could not be read',
  about: 'About Batten',
  version: 'Version',
  reading: 'Reading the settings',
  notRead: 'The settings could not be read.',
  sending: 'Batten sends nothing: no telemetry, no accounts, no update checks.',
} as const;
