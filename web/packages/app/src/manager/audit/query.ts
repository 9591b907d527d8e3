/** What the audit is narrowed to; each as it stands in the address of the page. */
export interface Filter {
  database?: string;
  actor?: string;
  event?: string;
  object?: string;
  /** Days, as `2030-05-31`, in the time of the person. */
  from?: string;
  to?: string;
}

const KEYS = ["database", "actor", "event", "object", "from", "to"] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The filter that an address holds; what is no day is left out. */
export function fromQuery(search: string): Filter {
  const params = new URLSearchParams(search);
  const filter: Filter = {};
  for (const key of KEYS) {
    const value = params.get(key);
    if (value === null || value === "" || ((key === "from" || key === "to") && !DAY.test(value))) continue;
    filter[key] = value;
  }
  return filter;
}

/** The filter as the query of an address. */
export function toQuery(filter: Filter): string {
  const params = new URLSearchParams();
  for (const key of KEYS) {
    const value = filter[key];
    if (value !== undefined && value !== "") params.set(key, value);
  }
  return params.toString();
}

/** Whether nothing is left out. */
export function isEmpty(filter: Filter): boolean {
  return toQuery(filter) === "";
}

/** The first instant of a day in the time of the person, or that of the day after it. */
export function startOf(day: string, daysLater = 0): string | undefined {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const instant = new Date(year, month - 1, date + daysLater);
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}

/** What is asked of the API: both days belong to the span. */
export function toParameters({ from, to, ...rest }: Filter) {
  return {
    ...rest,
    ...(from === undefined ? {} : { from: startOf(from) }),
    ...(to === undefined ? {} : { to: startOf(to, 1) }),
  };
}
