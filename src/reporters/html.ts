import { CONSEQUENCES, type Finding } from '../core/finding.ts'
import type { RunReport } from '../core/report.ts'
import { SCRIPT, STYLE } from './html-assets.ts'
import { toPrintable, toWellFormed } from './printable.ts'
import type { Reporter } from './reporter.ts'
import { countOf, fixText, fullMessage } from './wording.ts'

/**
 * One page that needs nothing else: no network, no fonts, no libraries. It reads without JavaScript; the script only
 * filters. Everything from the repository is escaped, and the content security policy allows nothing but this page's
 * own style and script.
 */
export const html: Reporter = {
  name: 'html',
  render: (report) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>repoint: ${escapeHtml(countOf(report.summary.total, 'finding'))}</title>
<style>${STYLE}</style>
</head>
<body>
${renderHead(report)}
${renderCharts(report)}
${renderFilters(report)}
${renderTable(report)}
${renderAside(report)}
<script>${SCRIPT}</script>
</body>
</html>
`,
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string): string =>
  toWellFormed(toPrintable(text)).replace(/[&<>"']/g, (unit) => ENTITIES[unit] ?? unit)

const renderHead = ({ status, summary, source, manifest, notices }: RunReport): string => {
  const facts = [
    countOf(summary.total, 'finding'),
    `in ${countOf(summary.filesWithFindings, 'file')} of ${source.files}`,
    `${summary.fixable} fixable`,
    `${summary.unsafe} with --unsafe`,
    `${summary.manual} by hand`,
    `${summary.suppressed} suppressed`,
    `${summary.baselined} in the baseline`,
  ]
  const origin = [
    manifest === null ? null : `${manifest.file} (${countOf(manifest.migrations, 'migration')})`,
    source.commit === null ? null : `commit ${source.commit}`,
  ].filter((part) => part !== null)
  const list =
    notices.length === 0
      ? ''
      : `<ul class="notices">${notices.map((notice) => `<li>${escapeHtml(notice)}</li>`).join('')}</ul>`
  return `<header><h1>repoint <span class="status ${status}">${status}</span></h1>
<p>${escapeHtml(facts.join(' · '))}</p><p class="dim">${escapeHtml(origin.join(' · '))}</p>${list}</header>`
}

const renderCharts = ({ summary }: RunReport): string => {
  const consequences = CONSEQUENCES.map((name) => [name, summary.byConsequence[name]] as const)
  const migrations = summary.byMigration.slice(0, 12).map(({ id, count }) => [id, count] as const)
  const owners = Object.entries(summary.byOwner)
    .map(([owner, count]) => [owner === '' ? 'no owner' : owner, count] as const)
    .sort((a, b) => b[1] - a[1])
    .slice(0, 12)
  if (summary.total === 0) return ''
  return `<section class="charts">${renderBars('By consequence', consequences)}${renderBars('By migration', migrations)}${renderBars('By owner', owners)}</section>`
}

const renderBars = (title: string, bars: readonly (readonly [label: string, count: number])[]): string => {
  const most = Math.max(1, ...bars.map(([, count]) => count))
  const rows = bars.map(([label, count], nth) => {
    const y = nth * 22
    const width = Math.round((count / most) * 150)
    const name = escapeHtml(label.length > 26 ? `${label.slice(0, 25)}…` : label)
    return `<text x="0" y="${y + 15}">${name}<title>${escapeHtml(label)}</title></text><rect class="bar" x="190" y="${y + 3}" width="${width}" height="15" rx="2"/><text x="${196 + width}" y="${y + 15}">${count}</text>`
  })
  return `<figure><figcaption>${escapeHtml(title)}</figcaption><svg role="img" aria-label="${escapeHtml(title)}" viewBox="0 0 400 ${bars.length * 22}" width="400" height="${bars.length * 22}">${rows.join('')}</svg></figure>`
}

const renderFilters = (report: RunReport): string => {
  if (report.findings.length === 0) return '<p class="clean">No stale references.</p>'
  return `<form id="filters" hidden>
<label>Search <input type="search" name="text" placeholder="path, symbol, message"></label>
${renderSelect('level', ['error', 'warning', 'note'])}
${renderSelect('consequence', CONSEQUENCES)}
${renderSelect(
  'migration',
  report.summary.byMigration.map(({ id }) => id),
)}
${renderSelect(
  'owner',
  Object.keys(report.summary.byOwner).filter((owner) => owner !== ''),
)}
<output id="shown"></output>
</form>`
}

const renderSelect = (name: string, values: readonly string[]): string =>
  `<label>${name} <select name="${name}"><option value="">all</option>${values.map((value) => `<option>${escapeHtml(value)}</option>`).join('')}</select></label>`

const renderTable = ({ findings }: RunReport): string =>
  findings.length === 0
    ? ''
    : `<table><thead><tr><th>Place<th>Level<th>Consequence<th>Migration<th>What<th>Fix<th>Owner</tr></thead>
<tbody>
${findings.map(renderRow).join('\n')}
</tbody></table>`

const renderRow = (finding: Finding): string => {
  const { level, consequence, migration, owner, url } = finding
  const data = Object.entries({ level, consequence, migration, owner: owner ?? '' })
    .map(([key, value]) => `data-${key}="${escapeHtml(value)}"`)
    .join(' ')
  const link = url !== null && /^https?:\/\//.test(url) ? ` <a href="${escapeHtml(url)}" rel="noreferrer">more</a>` : ''
  const why = finding.reason === null ? '' : `<br><span class="dim">${escapeHtml(finding.reason)}</span>`
  return `<tr ${data}><td class="place">${escapeHtml(finding.path)}:${finding.line}:${finding.column}<td class="${level}">${level}<td>${consequence}<td>${escapeHtml(migration)}<td>${escapeHtml(fullMessage(finding))}${link}<pre>${renderSnippet(finding)}</pre><td>${escapeHtml(fixText(finding))}${why}<td>${escapeHtml(owner ?? '')}</tr>`
}

const SNIPPET_SHOWN = 400

const renderSnippet = ({ snippet, line, column, endLine, endColumn }: Finding): string => {
  const from = column - 1
  const to = endLine === line ? endColumn - 1 : snippet.length
  const first = from > SNIPPET_SHOWN / 2 ? from - 80 : 0
  const show = (start: number, end: number): string =>
    escapeHtml(snippet.slice(Math.max(first, start), end).replaceAll('\t', '    '))
  return `${show(0, from)}<mark>${show(from, Math.min(to, from + SNIPPET_SHOWN))}</mark>${show(to, to + SNIPPET_SHOWN)}`
}

const renderAside = ({ skipped, unanalysable }: RunReport): string =>
  [
    renderList(
      'Skipped files',
      skipped.map(({ path, reason }) => `${path}: ${reason}`),
    ),
    renderList(
      'Not analysable',
      unanalysable.map(({ path, line, column, what }) => `${path}:${line}:${column}: ${what}`),
    ),
  ].join('')

const renderList = (title: string, items: readonly string[]): string =>
  items.length === 0
    ? ''
    : `<details><summary>${escapeHtml(title)} (${items.length})</summary><ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul></details>`
