/** No external resources; follows the reader's light or dark preference. */
export const STYLE = `
:root { color-scheme: light dark; --dim: #777; --line: #8884; --bar: #4a7fd0; --mark: #f5c54266 }
body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1rem }
.dim, figcaption { color: var(--dim) }
.status { border-radius: .3em; color: #fff; font-size: .6em; padding: .2em .6em; vertical-align: middle }
.pass { background: #2a7d3f } .warn { background: #a86a00 } .fail { background: #b3261e }
.charts { display: flex; flex-wrap: wrap; gap: 1rem 3rem }
figure { margin: 0 } svg text { fill: currentColor; font-size: 12px } .bar { fill: var(--bar) }
form { display: flex; flex-wrap: wrap; gap: .5rem 1rem; margin: 1rem 0 } form[hidden] { display: none }
select { max-width: 16rem }
table { border-collapse: collapse; width: 100% }
th { text-align: left } th, td { border-bottom: 1px solid var(--line); padding: .4rem .6rem; vertical-align: top }
.place { overflow-wrap: anywhere; min-width: 14rem } td.error { color: #c9372c } td.warning { color: #b07500 }
pre { margin: .3rem 0 0; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere }
mark { background: var(--mark); color: inherit }
`

/** Filters rows by their data attributes and text; the page is whole without it. */
export const SCRIPT = `
const form = document.getElementById('filters')
if (form) {
  const rows = [...document.querySelectorAll('tbody tr')]
  const apply = () => {
    const data = new FormData(form)
    const text = String(data.get('text') ?? '').toLowerCase()
    let shown = 0
    for (const row of rows) {
      const fits = ['level', 'consequence', 'migration', 'owner'].every(
        (key) => !data.get(key) || row.dataset[key] === data.get(key),
      )
      row.hidden = !fits || (text !== '' && !row.textContent.toLowerCase().includes(text))
      if (!row.hidden) shown++
    }
    document.getElementById('shown').textContent = shown + ' of ' + rows.length
  }
  form.hidden = false
  form.addEventListener('input', apply)
  form.addEventListener('submit', (event) => event.preventDefault())
  apply()
}
`
