/** Comments and triple-quoted strings of a text in their order: they speak of much that is not there. */
export class ProseSpans {
  #bounds = new Int32Array(256)
  #length = 0

  clear(): void {
    this.#length = 0
  }

  /** @param start behind all spans so far. */
  add(start: number, end: number): void {
    if (this.#length === this.#bounds.length) {
      const larger = new Int32Array(this.#length * 2)
      larger.set(this.#bounds)
      this.#bounds = larger
    }
    this.#bounds[this.#length++] = start
    this.#bounds[this.#length++] = end
  }

  /** Tells of ever larger offsets where the span that holds one ends; -1 outside of them. */
  follow(): (offset: number) => number {
    const bounds = this.#bounds
    const length = this.#length
    let at = 0
    return (offset) => {
      while (at < length && (bounds[at + 1] as number) <= offset) at += 2
      return at < length && (bounds[at] as number) <= offset ? (bounds[at + 1] as number) : -1
    }
  }
}
