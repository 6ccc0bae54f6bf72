/**
 * Something a person can put right: an unknown option, a broken manifest, a ref that does not exist.
 * Each line names the place and the cure; the command line prints them without a stack trace and exits 2.
 */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly lines: readonly string[]

  constructor(...lines: readonly string[]) {
    super(lines.join('\n'))
    this.lines = lines
  }
}
