// What ECharts calls months and days of the week, in the language of the page. Of its own lists none is brought along.

import { registerLocale } from "echarts/core";

const known = new Set();

/** The name under which ECharts knows the words of a language for axes of time. */
export function calendar(language) {
  const name = `SITE-${language.toUpperCase()}`; // ECharts writes it so, too
  if (known.has(name)) return name;
  const named = (part, form, days) => {
    const names = new Intl.DateTimeFormat(language, { [part]: form, timeZone: "UTC" });
    return days.map((day) => names.format(day));
  };
  const months = [...Array(12).keys()].map((month) => Date.UTC(2023, month));
  const days = [...Array(7).keys()].map((day) => Date.UTC(2023, 0, 1 + day)); // the first was a Sunday
  registerLocale(name, {
    time: {
      month: named("month", "long", months),
      monthAbbr: named("month", "short", months),
      dayOfWeek: named("weekday", "long", days),
      dayOfWeekAbbr: named("weekday", "short", days),
    },
  });
  known.add(name);
  return name;
}
