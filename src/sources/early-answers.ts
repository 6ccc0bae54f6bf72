/*
 * What a run over the index begins with is known from the command line: what repository this is, and what is staged. The
 * entry asks git while the program is loaded; who asks the same later finds the answer here, and nobody else notices.
 */

export interface GitAnswer {
  readonly status: number | null
  readonly stdout: Buffer
  readonly stderr: Buffer
  readonly error?: Error
}

/** A question to git: the same directory, arguments and environment, the same answer. */
export const questionKey = (cwd: string, environment: Readonly<NodeJS.ProcessEnv>, args: readonly string[]): string =>
  JSON.stringify([cwd, args, environment])

export interface EarlyQuestion {
  readonly key: string
  /** null: git failed, and has to be asked again for the reason. */
  readonly answer: Promise<Buffer | null>
}

let expected: readonly EarlyQuestion[] = []
const arrived = new Map<string, Buffer>()

/** Called once, by what is loaded with the questions under way. */
export const expectAnswers = (questions: readonly EarlyQuestion[]): void => {
  expected = questions
}

/** Wait for the next answer to what was asked early, in the order of the questions. */
export const awaitAnswer = async (): Promise<void> => {
  const [next, ...others] = expected
  expected = others
  const stdout = await next?.answer
  if (next && stdout) arrived.set(next.key, stdout)
}

/** The answer to a question that was asked early, once. */
export const takeAnswer = (
  cwd: string,
  environment: Readonly<NodeJS.ProcessEnv>,
  args: readonly string[],
): GitAnswer | null => {
  if (arrived.size === 0) return null
  const key = questionKey(cwd, environment, args)
  const stdout = arrived.get(key)
  arrived.delete(key)
  return stdout === undefined ? null : { status: 0, stdout, stderr: Buffer.alloc(0) }
}
