// Reads calendar files with ical.js and node-ical and prints what each makes of them, as JSON.
import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';
import nodeIcal from 'node-ical';

function byIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const method = calendar.getFirstPropertyValue('method');
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      method, uid: event.uid, sequence: event.sequence, summary: event.summary,
      start: event.startDate.toJSDate().toISOString(), end: event.endDate.toJSDate().toISOString(),
      status: component.getFirstPropertyValue('status'),
    };
  });
}

function byNodeIcal(text) {
  const found = Object.values(nodeIcal.sync.parseICS(text));
  const method = found.map((one) => one.method).find(Boolean) ?? null;
  return found.filter((one) => one.type === 'VEVENT').map((event) => ({
    method, uid: event.uid, sequence: Number(event.sequence), summary: event.summary.val ?? event.summary,
    start: event.start.toISOString(), end: event.end.toISOString(), status: event.status,
  }));
}

const texts = process.argv.slice(2).map((name) => readFileSync(name, 'utf8'));
console.log(JSON.stringify(texts.map((text) => ({ icalJs: byIcalJs(text), nodeIcal: byNodeIcal(text) }))));
