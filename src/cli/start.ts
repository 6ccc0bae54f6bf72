import { keepAnswer } from '../sources/answers.ts'
import { main } from './main.ts'
import { createProcessIo } from './process-io.ts'

/**
 * Everything behind the entry, loaded at once. Resolves to the exit code.
 * @param question what the answer may be kept under; null: it is not.
 */
export const start = (argv: readonly string[], question: string | null): Promise<number> => {
  const io = createProcessIo()
  return main(
    argv,
    question === null ? io : { ...io, remember: (answer, premises) => keepAnswer(question, answer, premises) },
  )
}
