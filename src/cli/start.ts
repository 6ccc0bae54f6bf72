import { keepAnswer } from '../sources/answers.ts'
import { type EarlyQuestion, expectAnswers } from '../sources/early-answers.ts'
import { main } from './main.ts'
import { createProcessIo } from './process-io.ts'

/**
 * Everything behind the entry, loaded at once. Resolves to the exit code.
 * @param early what git has been asked meanwhile.
 * @param question what the answer may be kept under; null: it is not.
 */
export const start = (
  argv: readonly string[],
  question: string | null,
  early: readonly EarlyQuestion[],
): Promise<number> => {
  expectAnswers(early)
  const io = createProcessIo()
  return main(
    argv,
    question === null ? io : { ...io, remember: (answer, premises) => keepAnswer(question, answer, premises) },
  )
}
