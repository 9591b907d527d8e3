/** A failure with the sentence that is told of it: where the code alone would say too little. */
export class Told extends Error {
  constructor(text: string, cause: unknown) {
    super(text, { cause });
    this.name = "Told";
  }
}
