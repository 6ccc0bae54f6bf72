// Whole processes, timed from outside and in pairs: A B A B …, so that a machine whose speed drifts does not judge.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** GNU time, where it is: peak memory of a child comes from the operating system's own books. */
const TIME = existsSync('/usr/bin/time') ? '/usr/bin/time' : null
const MARK = 'repoint-bench'

export function runOnce({ command, args, cwd, env = {} }) {
  const argv = TIME === null ? [command, ...args] : [TIME, '-f', `${MARK} %e %U %S %M`, command, ...args]
  const before = process.resourceUsage()
  const start = performance.now()
  const result = spawnSync(argv[0], argv.slice(1), {
    cwd,
    env: { ...process.env, NODE_EXTRA_CA_CERTS: '', ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const wall = (performance.now() - start) / 1000
  if (result.error) throw result.error
  const line = new RegExp(`${MARK} (\\S+) (\\S+) (\\S+) (\\S+)`).exec(result.stderr)
  const after = process.resourceUsage()
  return {
    wall,
    cpu: line === null ? (after.userCPUTime - before.userCPUTime) / 1e6 : Number(line[2]) + Number(line[3]),
    peakMb: line === null ? null : Number(line[4]) / 1024,
    status: result.status,
    stdout: result.stdout,
    stderr: result.stderr,
  }
}

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted.length === 0
    ? Number.NaN
    : (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2
}

const summary = (runs) => ({
  wall: median(runs.map((run) => run.wall)),
  cpu: median(runs.map((run) => run.cpu)),
  peakMb: Math.max(...runs.map((run) => run.peakMb ?? 0)),
  last: runs.at(-1),
})

export function measure(subject, runs) {
  runOnce(subject)
  return summary(Array.from({ length: runs }, () => runOnce(subject)))
}

/** @returns both, and the median of the ratios pair by pair. */
export function measurePair(subject, rival, runs) {
  runOnce(subject)
  runOnce(rival)
  const pairs = Array.from({ length: runs }, () => [runOnce(subject), runOnce(rival)])
  return {
    subject: summary(pairs.map(([one]) => one)),
    rival: summary(pairs.map(([, other]) => other)),
    wallRatio: median(pairs.map(([one, other]) => one.wall / other.wall)),
    cpuRatio: median(pairs.map(([one, other]) => one.cpu / Math.max(other.cpu, 0.001))),
  }
}
