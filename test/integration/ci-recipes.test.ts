import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import {
  CLI,
  commitAll,
  createFolder,
  createRepository,
  git,
  has,
  installPackages,
  installRepoint,
  PROJECT,
  PYTHON,
  recipe,
  run,
  stage,
  write,
} from './support.ts'

/* The recipes for CI servers, their shell run as the server would. Needs the npm registry for a YAML parser, and bash. */

const PARSER = installPackages(['yaml@2.8.1'])

const parseYaml = async (text: string): Promise<unknown> =>
  (await import(join(PARSER ?? '', 'node_modules/yaml/dist/index.js'))).parse(text)

/** The draft's own keywords go: draft-04 says `id` where later drafts say `$id`, and nothing else differs here. */
const readSchema = (name: string): object => {
  const {
    id: _,
    $schema: __,
    ...schema
  } = JSON.parse(readFileSync(join(PROJECT, 'test/schemas', name), 'utf8')) as Record<string, unknown>
  return schema
}

interface Step {
  readonly id?: string
  readonly name?: string
  readonly if?: string
  readonly run?: string
  readonly uses?: string
  readonly env?: Readonly<Record<string, string>>
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>
  readonly outputs: Readonly<Record<string, { readonly value: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

/** What GitHub's runner does with the action's shell steps: inputs into the environment, outputs from a file. */
const runAction = (action: Action, folder: string, given: Readonly<Record<string, string>>) => {
  const temp = createFolder()
  const inputs: Record<string, string> = Object.fromEntries(
    Object.entries(action.inputs).map(([name, { default: value }]) => [name, given[name] ?? value]),
  )
  const outputs: Record<string, string> = {}
  const fill = (text: string): string =>
    text.replace(
      /\$\{\{ (?:inputs\.([\w-]+)|steps\.(\w+)\.outputs\.([\w-]+)) \}\}/g,
      (_, input?: string, step?: string, name?: string) =>
        input === undefined ? (outputs[`${step}.${name}`] ?? '') : (inputs[input] ?? ''),
    )
  let [code, output] = [0, '']
  for (const step of action.runs.steps) {
    if (step.run === undefined || code !== 0) continue
    // inputs reach the shell through the environment only: text from a pull request must never be shell
    expect(step.run).not.toContain('${{')
    const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, fill(value)]))
    write(temp, { output: '' })
    const result = run(folder, 'bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
      env: { ...env, GITHUB_ACTION_PATH: PROJECT, GITHUB_OUTPUT: join(temp, 'output'), RUNNER_TEMP: temp },
    })
    code = result.code
    output += result.output
    for (const line of readFileSync(join(temp, 'output'), 'utf8').split('\n')) {
      const split = line.indexOf('=')
      if (split > 0) outputs[`${step.id}.${line.slice(0, split)}`] = line.slice(split + 1)
    }
  }
  return {
    code,
    output,
    status: fill(action.outputs.status?.value ?? ''),
    sarif: fill(action.outputs['sarif-file']?.value ?? ''),
  }
}

describe.skipIf(PARSER === null)('CI recipes', { timeout: 120_000 }, () => {
  test.skipIf(!has('bash'))('the GitHub action', async () => {
    const action = (await parseYaml(readFileSync(join(PROJECT, 'action.yml'), 'utf8'))) as Action
    expect(action.runs.using).toBe('composite')
    for (const step of action.runs.steps) expect(step.run === undefined ? step.uses : step.run).toBeTruthy()

    const folder = createRepository(PYTHON)
    const failed = runAction(action, folder, {})
    expect(failed).toMatchObject({
      code: 1,
      status: 'fail',
      sarif: 'repoint.sarif',
      output: expect.stringMatching(/^::error file=app\/user\.py,line=1/m),
    })
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(readSchema('sarif-2.1.0.json'))
    expect(validate(JSON.parse(readFileSync(join(folder, 'repoint.sarif'), 'utf8'))) ? [] : validate.errors).toEqual([])

    git(folder, 'checkout', '-q', '-b', 'topic')
    stage(folder, { 'app/fine.py': 'X = 1\n' })
    commitAll(folder)
    expect(runAction(action, folder, { since: 'main' })).toMatchObject({ code: 0, status: 'pass' })
    expect(runAction(action, folder, { gate: 'deploy', args: '--exit-zero  --only tool' })).toMatchObject({
      code: 0,
      status: 'fail',
    })
    expect(runAction(action, folder, { since: '$(touch pwned)' })).toMatchObject({ code: 2, status: 'fail' })
    expect(run(folder, 'ls', []).stdout).not.toContain('pwned')

    installRepoint(folder)
    expect(runAction(action, folder, {})).toMatchObject({ code: 1, status: 'fail' })
  })

  test('the workflows and hooks on the pages are well-formed', async () => {
    for (const page of ['github-actions.md', 'sharding.md', 'gitlab-ci.md', 'lefthook.md', 'pre-commit.md'])
      expect(await parseYaml(recipe(page, 'yaml')), page).toBeTypeOf('object')
    const hooks = (await parseYaml(readFileSync(join(PROJECT, '.pre-commit-hooks.yaml'), 'utf8'))) as readonly {
      readonly id: string
    }[]
    for (const { id } of hooks)
      expect(readFileSync(join(PROJECT, 'docs/places/pre-commit.md'), 'utf8')).toContain(`\`${id}\``)
  })

  test('the GitLab job: both reports, also when it fails', async () => {
    expect(recipe('gitlab-ci.md', 'yaml').trim()).toBe(
      readFileSync(join(PROJECT, 'templates/gitlab-ci.yml'), 'utf8').trim(),
    )
    const { repoint: job } = (await parseYaml(recipe('gitlab-ci.md', 'yaml'))) as {
      readonly repoint: {
        readonly script: readonly string[]
        readonly artifacts: {
          readonly when: string
          readonly reports: { readonly codequality: string; readonly junit: string }
        }
      }
    }
    const folder = createRepository({ ...PYTHON, 'package.json': '{"private":true}' })
    installRepoint(folder)
    const script = job.script.filter((line) => line !== 'npm ci')
    expect(run(folder, 'sh', ['-c', script.join('\n')]).code).toBe(1)
    const { codequality, junit } = job.artifacts.reports
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(readSchema('gitlab-code-quality.json'))
    expect(validate(JSON.parse(readFileSync(join(folder, codequality), 'utf8'))) ? [] : validate.errors).toEqual([])
    expect(readFileSync(join(folder, junit), 'utf8')).toContain('<testsuite')
    expect(job.artifacts.when).toBe('always')
  })

  test('the plain recipe and the deploy gate', () => {
    const folder = createRepository({ ...PYTHON, 'package.json': '{"private":true}' })
    installRepoint(folder)
    const sh = (text: string) => run(folder, 'sh', ['-c', text.replace('npm ci\n', '')])
    expect(sh(recipe('other-ci.md', 'sh')).code).toBe(1)
    expect(readFileSync(join(folder, 'repoint-checkstyle.xml'), 'utf8')).toContain('<checkstyle')
    write(folder, {
      'migrations.json': (PYTHON['migrations.json'] as string).replace('"id"', '"level":"warning","id"'),
    })
    expect(sh(recipe('deploy-gate.md', 'sh')).code).toBe(0)
    write(folder, { 'app/old.py': 'X = 1\n' })
    expect(sh(recipe('deploy-gate.md', 'sh')).code).toBe(1)
    expect(JSON.parse(readFileSync(join(folder, 'repoint-status.json'), 'utf8')).status).toBe('fail')
    const bare = join(createFolder(), 'bare.git')
    git(folder, 'clone', '-q', '--bare', folder, bare)
    expect(run(bare, process.execPath, [CLI, 'check', '--ref', 'HEAD']).code).toBe(1)
  })
})
