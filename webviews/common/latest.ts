/** Asks one thing at a time, and next what was wanted last: what was wanted in between nobody wants any more. */

export class Latest<Question> {
  private next: { readonly question: Question } | undefined;
  private isBusy = false;

  /** @param ask never rejects */
  constructor(private readonly ask: (question: Question) => Promise<void>) {}

  want(question: Question): void {
    this.next = { question };
    if (!this.isBusy) void this.goOn();
  }

  /** What waits is not wanted any more. */
  forget(): void {
    this.next = undefined;
  }

  private async goOn(): Promise<void> {
    this.isBusy = true;
    while (this.next) {
      const { question } = this.next;
      this.next = undefined;
      await this.ask(question);
    }
    this.isBusy = false;
  }
}
