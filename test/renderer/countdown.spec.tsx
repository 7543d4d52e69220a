// @vitest-environment happy-dom
import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeApi } from './fake-api';
import { close, open, settle } from './render';

const OPERATION = 'a'.repeat(32);

async function counting(fake: FakeApi, left: number): Promise<void> {
  const countdown = { operationId: OPERATION, until: 0, left };
  act(() => fake.show({ activity: { kind: 'changing', phase: 'waiting', planId: '', countdown } }));
  await settle();
}

const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });

describe('the question whether to keep a change', () => {
  afterEach(close);

  for (const surface of ['window', 'popover'] as const) {
    it(`is put in the ${surface} while a change waits, and goes with it`, async () => {
      const fake = await open({ surface });
      expect(screen.queryByRole('alertdialog')).toBeNull();
      await counting(fake, 42);
      expect(screen.getByRole('alertdialog').textContent).toContain('goes back in 42 seconds');
      await counting(fake, 1);
      expect(screen.getByRole('timer').textContent).toContain('in 1 second.');
      act(() => fake.show({ activity: { kind: 'idle' } }));
      await settle();
      expect(screen.queryByRole('alertdialog')).toBeNull();
    });
  }

  it('keeps nothing by accident: Return and Escape answer nothing', async () => {
    const fake = await open();
    await counting(fake, 42);
    expect(document.activeElement?.tagName).toBe('H2');
    for (const key of ['Enter', 'Escape', ' ']) fireEvent.keyDown(document.activeElement ?? document.body, { key });
    await settle();
    expect(fake.argumentsOf('answerCountdown')).toEqual([]);
    expect(screen.getByRole('alertdialog')).toBeTruthy();
  });

  it('gives each answer once', async () => {
    for (const [name, keep] of [
      ['Keep changes', true],
      ['Put back now', false],
    ] as const) {
      const fake = await open();
      await counting(fake, 42);
      fireEvent.click(button(name));
      fireEvent.click(button('Keep changes'));
      fireEvent.click(button('Put back now'));
      await settle();
      expect(fake.argumentsOf('answerCountdown')).toEqual([{ keep }]);
    }
  });

  it('says when the answer could not be given, and can be answered again', async () => {
    const fake = await open({ failing: { answerCountdown: 'The disk is full.' } });
    await counting(fake, 42);
    fireEvent.click(button('Keep changes'));
    await settle();
    expect(screen.getByRole('alertdialog').textContent).toContain('The disk is full.');
    expect(button('Keep changes').disabled).toBe(false);
  });
});
