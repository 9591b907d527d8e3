import type { DraftBox } from "./box.ts";

/**
 * Keeps the draft of one form as it is typed: at once, one write at a time, and never more than the newest one waits.
 * A page may be gone a moment after the last key, so nothing is put off.
 */
export class DraftWriter {
  private readonly box: DraftBox;
  private readonly place: string;
  private next: { content: unknown; guarded: boolean | null } | null = null;
  private running: Promise<void> | null = null;

  constructor(box: DraftBox, place: string) {
    this.box = box;
    this.place = place;
  }

  /** Keeps `content` as the box does; `null`: there is nothing to keep any more. */
  write(content: unknown, guarded: boolean | null = false): void {
    this.next = { content, guarded };
    this.running ??= this.run();
  }

  /** Waits until everything is written. */
  async settled(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.next !== null) {
      const { content, guarded } = this.next;
      this.next = null;
      const { box, place } = this;
      // A browser that keeps nothing has no drafts; the form itself is still there.
      await (content === null ? box.discard(place) : box.keep(place, content, guarded)).catch(() => undefined);
    }
    this.running = null;
  }
}
