// Defines window.batten in the browser preview: the same contract, over HTTP and server-sent events.
(() => {
  const events = new EventSource('/events');
  const call = (name) => async (argument) => {
    try {
      const response = await fetch(`/call/${name}`, {
        method: 'POST',
        headers: { 'X-Batten': 'preview' },
        body: argument === undefined ? '' : JSON.stringify(argument),
      });
      return await response.json();
    } catch {
      return { ok: false, error: 'The preview no longer answers. Start it again with npm start.' };
    }
  };
  const push = (name) => (listener) => {
    const relay = (event) => listener(JSON.parse(event.data));
    events.addEventListener(name, relay);
    return () => events.removeEventListener(name, relay);
  };
  const known = { snapshotChanged: push('snapshotChanged'), showRequested: push('showRequested') };
  const surface = location.pathname === '/popover' ? 'popover' : 'window';
  window.batten = new Proxy({ ...known, surface }, { get: (target, name) => target[name] ?? call(String(name)) });

  // Stands in for the password dialog of macOS.
  events.addEventListener('passwordAsked', () => {
    const dialog = document.createElement('dialog');
    const text = document.createElement('p');
    text.textContent = 'Simulated password dialog: on a Mac, macOS now asks for an administrator password.';
    dialog.append(text);
    for (const [label, answer] of [
      ['Don’t allow', 'declined'],
      ['Allow', 'granted'],
    ]) {
      const button = document.createElement('button');
      button.textContent = label;
      button.addEventListener('click', () => {
        dialog.remove();
        void fetch('/password', { method: 'POST', headers: { 'X-Batten': 'preview' }, body: JSON.stringify(answer) });
      });
      dialog.append(button, ' ');
    }
    document.body.append(dialog);
    dialog.showModal();
  });
})();
