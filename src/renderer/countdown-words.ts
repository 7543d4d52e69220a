import { count } from './words';

export const COUNTDOWN = {
  title: 'Keep these changes?',
  body: 'They are in force now. Try what you need, such as a keyboard, or signing in from another computer.',
  left: (seconds: number): string =>
    seconds <= 0
      ? 'Putting everything back'
      : `Without your answer everything goes back in ${count(seconds, 'second')}.`,
  keep: 'Keep changes',
  back: 'Put back now',
  kept: 'Keeping the changes',
  puttingBack: 'Putting everything back',
} as const;
