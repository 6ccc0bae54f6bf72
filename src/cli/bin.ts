#!/usr/bin/env node
import { BUILD } from '../run/version.ts'
import { keepCompiledCode } from '../sources/compiled-code.ts'
import { answerAgain } from '../sources/answers.ts'
import { describeQuestion } from '../sources/question.ts'

const argv = process.argv.slice(2)

/** Questions about a work tree alone; what is staged or stored, and what a name of a commit means, is no premise. */
const mayBeKnown =
  argv[0] === 'check' && !argv.some((word) => /^--(?:no-cache|staged|since|derive-since|ref|stats|stdin)/.test(word))

const main = async (): Promise<number> => {
  // From source, there is nothing that tells one program from another.
  const question = BUILD === undefined || !mayBeKnown ? null : describeQuestion(argv, BUILD)
  const code = question === null ? null : await answerAgain(question)
  if (code !== null) return code
  const early = argv.includes('--staged') ? (await import('../sources/ask-early.ts')).askAboutStaged(process.cwd()) : []
  // What clears the cache leaves nothing in it.
  if (BUILD !== undefined && argv[0] !== 'cache') keepCompiledCode(__filename, BUILD, true)
  const { start } = await import('./start.ts')
  return start(argv, question, early)
}

// not process.exit(): output that is still on its way into a pipe would be lost
void main().then((code) => {
  process.exitCode = code
})
