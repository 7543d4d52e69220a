// electron-builder calls this after copying the app together and before signing it.
//
// It always writes an App Transport Security exception (arbitrary loads, plain http to localhost) into Info.plist, and
// Electron's own Info.plist asks for camera and microphone. Batten uses none of that, and electron-builder's settings
// can add such keys but not remove them.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const KEPT = 'NSBluetoothAlwaysUsageDescription';

module.exports = async function afterPack({ appOutDir, electronPlatformName, packager }) {
  if (electronPlatformName !== 'darwin') return;
  const plist = await import('plist');
  const file = join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents/Info.plist');
  const info = plist.parse(readFileSync(file, 'utf8'));
  for (const key of Object.keys(info)) {
    const isUnused = key === 'NSAppTransportSecurity' || (/^NS\w+UsageDescription$/.test(key) && key !== KEPT);
    if (isUnused) delete info[key];
  }
  writeFileSync(file, plist.build(info));
};
