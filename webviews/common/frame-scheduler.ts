/** Runs a piece of work at most once a frame, and only after someone asked for it. */

export class FrameScheduler {
  private asked = false;

  constructor(private readonly work: () => void) {}

  request(): void {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.work();
    });
  }
}
