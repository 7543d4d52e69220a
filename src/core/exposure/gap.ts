/** Something that could not be read, so that what follows from it is not known. */
export interface Gap {
  /** What is missing in the picture, as the start of a sentence: "Sockets of other users". */
  readonly what: string;
  readonly reason: string;
  /** Without this source a listener may be missing altogether; otherwise only something about it is. */
  readonly hidesListeners: boolean;
}
