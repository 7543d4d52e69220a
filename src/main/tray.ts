import { join } from 'node:path';
import { Menu, type MenuItemConstructorOptions, nativeImage, screen, Tray } from 'electron';
import type { Snapshot } from '../core/snapshot';
import { type IconState, iconState, iconTooltip } from './icon-state';
import { menuFor, type MenuAction } from './menu-template';
import { isIconHidden } from './popover-position';

/** Keeps the icon's place in the menu bar over restarts of the app. */
const GUID = '5f0c7f6a-0d5f-4c3c-9a53-6e5a0a3e7f21';

/** The icon in the menu bar: its shape, its tooltip, its menu. */
export interface TrayIcon {
  readonly tray: Tray;
  draw(snapshot: Snapshot, now: number): void;
  isHidden(): boolean;
  /** What the icon shows now; Electron itself cannot be asked. */
  shown(): { readonly state: IconState; readonly tooltip: string };
}

export function createTrayIcon(
  onClick: () => void,
  onAction: (action: MenuAction) => void,
  snapshot: () => Snapshot,
): TrayIcon {
  const images = new Map<IconState, Electron.NativeImage>();
  const image = (state: IconState): Electron.NativeImage => {
    const known = images.get(state);
    if (known) return known;
    const made = nativeImage.createFromPath(join(__dirname, '../../assets/tray', `${state}Template.png`));
    made.setTemplateImage(true);
    images.set(state, made);
    return made;
  };
  const tray = process.platform === 'darwin' ? new Tray(image('checking'), GUID) : new Tray(image('checking'));
  tray.on('click', onClick);
  tray.on('right-click', () => {
    tray.popUpContextMenu(Menu.buildFromTemplate(toElectron(menuFor(snapshot(), Date.now()), onAction)));
  });
  let drawn: { readonly state: IconState; readonly tooltip: string } = { state: 'checking', tooltip: '' };
  return {
    tray,
    draw(current, now) {
      const state = iconState(current, now);
      const tooltip = iconTooltip(current, now);
      if (drawn.state === state && drawn.tooltip === tooltip) return;
      drawn = { state, tooltip };
      tray.setImage(image(state));
      tray.setToolTip(tooltip);
    },
    shown: () => drawn,
    isHidden() {
      if (process.platform !== 'darwin') return false;
      const bounds = tray.getBounds();
      return isIconHidden(bounds, screen.getDisplayMatching(bounds).bounds);
    },
  };
}

function toElectron(
  items: ReturnType<typeof menuFor>,
  onAction: (action: MenuAction) => void,
): MenuItemConstructorOptions[] {
  return items.map((item): MenuItemConstructorOptions => {
    if (item.kind === 'separator') return { type: 'separator' };
    const { label, action, accelerator } = item;
    return {
      label,
      enabled: action !== undefined,
      ...(accelerator === undefined ? {} : { accelerator }),
      ...(action === undefined ? {} : { click: () => onAction(action) }),
    };
  });
}
