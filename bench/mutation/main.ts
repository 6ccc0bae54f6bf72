import { readRepository } from './repository.ts'
import { judgeMutation, type Verdict } from './judge.ts'
import type { Oracle } from './model.ts'
import { PythonOracle } from './python/oracle.ts'
import { Random } from './random.ts'
import { TypeScriptOracle } from './typescript/oracle.ts'
import { formatTable, sumUp } from './table.ts'

const MAX_DRAWS = 60

export interface HarnessOptions {
  readonly files: ReadonlyMap<string, string>
  readonly language: 'python' | 'typescript'
  readonly seed: number
  readonly count: number
  /** TypeScript: ask for all diagnostics, not only for names. */
  readonly whole: boolean
  /** Stop after so many milliseconds. */
  readonly budget: number
  readonly onVerdict?: (verdict: Verdict) => void
}

export async function runMutations(options: HarnessOptions): Promise<Verdict[]> {
  const random = new Random(options.seed)
  const oracle: Oracle =
    options.language === 'python'
      ? await PythonOracle.open(options.files, random)
      : new TypeScriptOracle(options.files, random, options.whole)
  const verdicts: Verdict[] = []
  const end = Date.now() + options.budget
  try {
    for (
      let draws = 0;
      verdicts.length < options.count && draws < options.count * MAX_DRAWS && Date.now() < end;
      draws++
    ) {
      const mutation = await oracle.mutate()
      if (!mutation) continue
      const verdict = await judgeMutation(options.files, oracle, mutation)
      verdicts.push(verdict)
      options.onVerdict?.(verdict)
    }
  } finally {
    oracle.close()
  }
  return verdicts
}

export async function main(argv: readonly string[]): Promise<number> {
  const value = (name: string, fallback: string): string =>
    argv[argv.indexOf(`--${name}`) + 1 || argv.length] ?? fallback
  const repo = value('repo', '.')
  const files = readRepository(repo)
  const isPython = [...files.keys()].filter((path) => path.endsWith('.py')).length > files.size / 4
  const language = value('language', isPython ? 'python' : 'typescript') === 'python' ? 'python' : 'typescript'
  const seed = Number(value('seed', String(Date.now() % 1_000_000)))
  console.log(`${repo}: ${files.size} files, ${language}, seed ${seed}`)
  const verdicts = await runMutations({
    files,
    language,
    seed,
    whole: argv.includes('--whole'),
    count: Number(value('count', '20')),
    budget: Number(value('minutes', '10')) * 60_000,
    onVerdict: (verdict) => {
      const { mutation, files: outcome } = verdict
      console.log(
        `${mutation.kind} ${mutation.title}: broken ${verdict.brokenFound}/${verdict.broken}, sites ${verdict.sitesFound}/${verdict.sites}, ` +
          `findings ${verdict.findings} (false ${verdict.falseFindings}, beyond ${verdict.beyond}), files ${JSON.stringify(outcome)}`,
      )
      for (const remark of verdict.remarks) console.log(`    ${remark}`)
    },
  })
  console.log(formatTable([sumUp(repo.split('/').at(-1) ?? repo, verdicts)]))
  return verdicts.some(
    (verdict) => verdict.files.wrong > 0 || verdict.brokenFound < verdict.broken || verdict.falseFindings > 0,
  )
    ? 1
    : 0
}
