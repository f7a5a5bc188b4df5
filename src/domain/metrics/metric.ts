/** A metric with its samples; all of ours are gauges: a run is over when it is told, and counts nothing on. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** One number. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Metrics as Prometheus reads them, in its text format 0.0.4, which with the last line is OpenMetrics, too. Metrics
 * without samples are left out.
 */
export function renderMetrics(metrics: readonly Metric[]): string {
  const families = metrics.filter(({ samples }) => samples.length > 0).map((metric) => renderMetric(metric));
  return `${families.join('')}# EOF\n`;
}

function renderMetric({ name, help, samples }: Metric): string {
  const lines = samples.map(({ labels, value }) => `${name}${renderLabels(labels)} ${renderValue(value)}\n`);
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} gauge\n${lines.join('')}`;
}

function renderLabels(labels: Sample['labels']): string {
  const written = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return written.length === 0 ? '' : `{${written.join(',')}}`;
}

function renderValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
