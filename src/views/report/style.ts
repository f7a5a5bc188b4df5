/**
 * The style of the report: for a screen, in the light and in the dark, and for paper. Nothing is told by colour alone.
 */
export const STYLE = `
:root { color-scheme: light dark; --page: #fff; --ink: #1c2430; --faint: #5a6675; --line: #d5dbe3; --panel: #f5f7fa;
  --good: #1a7f45; --partial: #9a6200; --bad: #c0262d; --missed: #6b4fbb; --bar: #9db8dc; --accent: #1f5fa8; }
@media (prefers-color-scheme: dark) {
  :root { --page: #12161c; --ink: #e4e9f0; --faint: #9aa7b6; --line: #333d4a; --panel: #1b212a;
    --good: #5cc98a; --partial: #e5ad45; --bad: #ff7b7f; --missed: #b7a2ff; --bar: #3f618f; --accent: #7db3f2; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 68rem; padding: 1.5rem 1.25rem 4rem; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 2px solid var(--line); }
h3 { font-size: 1rem; margin: 1.5rem 0 .4rem; }
h1, h2, h3 { line-height: 1.25; overflow-wrap: anywhere; }
p { margin: .3rem 0; }
a { color: var(--accent); }
.faint { color: var(--faint); }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; }
.good { color: var(--good); } .partial { color: var(--partial); } .bad { color: var(--bad); } .missed { color: var(--missed); }
.state { font-weight: 600; }
td .state { white-space: nowrap; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; color: var(--faint); padding: .2rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
thead th { border-bottom: 2px solid var(--line); color: var(--faint); font-weight: 600; overflow-wrap: normal; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.time { white-space: nowrap; font-variant-numeric: tabular-nums; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: 0 2rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: 1rem; }
figure { margin: 0; }
figcaption { font-size: .85rem; color: var(--faint); }
svg { display: block; width: 100%; height: auto; background: var(--panel); border-radius: 4px; }
svg text { fill: var(--faint); font-size: 11px; }
svg.timeline { min-width: 42rem; }
svg .axis { stroke: var(--line); }
svg .curve { fill: none; stroke: var(--accent); stroke-width: 1.5; }
svg .dot { fill: var(--accent); }
svg .run-good { fill: var(--good); } svg .run-partial { fill: var(--partial); } svg .run-bad { stroke: var(--bad); stroke-width: 2; }
svg .run-missed { fill: none; stroke: var(--missed); stroke-width: 1.5; }
svg .bar { fill: var(--bar); }
.months { display: flex; flex-wrap: wrap; gap: 1rem 1.75rem; }
table.month { width: auto; font-size: .8rem; }
.month th, .month td { border: 0; padding: 0; width: 2.1rem; text-align: center; }
.month td { height: 2.4rem; border: 1px solid var(--line); color: var(--faint); line-height: 1.05; }
.month td span { display: block; font-size: .95rem; font-weight: 700; }
.month abbr { text-decoration: none; }
.month td.empty { border-color: transparent; }
ul.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; margin: .4rem 0; font-size: .85rem; }
details { margin: .4rem 0; }
summary { cursor: pointer; color: var(--accent); }
footer { margin-top: 3rem; border-top: 2px solid var(--line); padding-top: .5rem; font-size: .85rem; color: var(--faint); }
@media print {
  :root { color-scheme: light; --page: #fff; --ink: #000; --faint: #444; --line: #999; --panel: #fff;
    --good: #0f5c30; --partial: #6b4400; --bad: #8f1218; --missed: #452f8f; --bar: #bbb; --accent: #000; }
  @page { margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2 { break-after: avoid; } h3, caption { break-after: avoid; }
  tr, figure, table.month { break-inside: avoid; }
  thead { display: table-header-group; }
  table { font-size: 8pt; }
  th, td { padding-right: .35rem; overflow-wrap: anywhere; }
  svg { border: 1px solid var(--line); }
  .wide { overflow: visible; }
  svg.timeline { min-width: 0; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  summary { list-style: none; color: inherit; }
  .skip { display: none; }
}
`;
