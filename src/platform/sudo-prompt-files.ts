/** The files of sudo-prompt 9.3.2 that root reads or runs, as its makers shipped them: SHA-256 by path inside the applet. */
export const SHIPPED_FILES = {
  'Contents/MacOS/applet': '56f2e251d740e3c542da84add200cd315de18cdcdf73a154b8cbb375fafdbca9',
  'Contents/MacOS/sudo-prompt-script': 'af5d0ca96b5d1e02f9c75d393033be00243a7db8d27f70b20e4f5863af79d709',
} as const;

/** The script inside the applet, which it reads when it starts. */
export const MAIN_SCRIPT = {
  path: 'Contents/Resources/Scripts/main.scpt',
  sha256: '1418dc0b81afb2592b37b675e8922342025534b29641fbb77559efae73ac5c97',
} as const;

/** The files that an applet may save anew, but only when it ends. */
export const SAVED_FILES: Readonly<Record<string, string>> = {
  [MAIN_SCRIPT.path]: MAIN_SCRIPT.sha256,
  'Contents/PkgInfo': '412d70757c4fdecdd73355ac4bb3ba80c6705110d15cfbc9fe925e7b4faf7962',
  'Contents/Resources/applet.icns': 'dd9aa7a2c61535a9a49645f7f049a5581be150456ec1f18193d43ea0b6cc273a',
  'Contents/Resources/applet.rsrc': '6f2a0cd9dbfc52578dc28a25abe671d0ae63c36cdd06b6be8f08c56f02fbba13',
  'Contents/Resources/description.rtfd/TXT.rtf': 'ca58c48c0f35c7768863f31357f68393f7709e9810818b3a06b3004274f03a56',
};

/** Info.plist before the library has written the dialog's name into it; macOS may write it a moment late. */
export const SHIPPED_PLIST = 'cc4fda31c23af6c82229d109d19b511a70caf2aeed4df46b9f40ada0f3177599';

/** The folder in which the applet runs, and in which root looks for what it reads. */
export const PROGRAMS_FOLDER = 'Contents/MacOS';

export const SCRIPT = `${PROGRAMS_FOLDER}/sudo-prompt-script`;

/** The text that the library's script gives to root's shell. */
export const COMMAND = `${PROGRAMS_FOLDER}/sudo-prompt-command`;

/** What root lays out: the script's output, and its exit code. */
export const ANSWERS: readonly string[] = ['stdout', 'stderr', 'code'];

/**
 * Every folder of the applet, and what may be in it.
 *
 * An applet loads more than is shipped where it finds it, such as scripting additions in `Contents/Library`; so nothing
 * may be added anywhere.
 */
export const SHIPPED_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  '': ['Contents'],
  Contents: ['Info.plist', 'MacOS', 'PkgInfo', 'Resources'],
  [PROGRAMS_FOLDER]: ['applet', 'sudo-prompt-command', 'sudo-prompt-script', ...ANSWERS],
  'Contents/Resources': ['Scripts', 'applet.icns', 'applet.rsrc', 'description.rtfd'],
  'Contents/Resources/Scripts': ['main.scpt'],
  'Contents/Resources/description.rtfd': ['TXT.rtf'],
};

/** macOS writes these two by way of a new file beside them, whose name begins with theirs. */
export const WRITTEN_BY_MACOS: readonly string[] = ['Info.plist', 'main.scpt'];
