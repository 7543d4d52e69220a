/** An expected refusal, told to the person as it is. */
export class Refusal extends Error {}
