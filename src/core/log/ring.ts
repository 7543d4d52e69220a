/** Keeps the newest of many things. */
export interface Ring<T> {
  push(item: T): void;
  /** What is kept, oldest first. */
  items(): readonly T[];
  /** How many were let go because newer ones came. */
  dropped(): number;
}

/** Makes a ring for `capacity` things; one for none only counts. */
export function createRing<T>(capacity: number): Ring<T> {
  const kept: T[] = [];
  let oldest = 0;
  let dropped = 0;
  return {
    push(item) {
      if (kept.length < capacity) return void kept.push(item);
      dropped += 1;
      if (capacity < 1) return;
      kept[oldest] = item;
      oldest = oldest + 1 === capacity ? 0 : oldest + 1;
    },
    items: () => [...kept.slice(oldest), ...kept.slice(0, oldest)],
    dropped: () => dropped,
  };
}
