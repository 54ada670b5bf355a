/** Says its arguments, counts Ctrl-C, and ends with the code it was given: at once, or when told to terminate. */
const [code = '0', when = 'at-once'] = process.argv.slice(2);
let interrupts = 0;

process.on('SIGINT', () => (interrupts += 1));
process.on('SIGTERM', () => {
  process.stdout.write(`interrupts ${interrupts}\n`);
  process.exitCode = Number(code);
  clearInterval(waiting);
});
const waiting = setInterval(() => {}, 1_000);
process.stdout.write(`ready ${process.argv.slice(2).join(' ')}\n`);
if (when === 'at-once') process.kill(process.pid, 'SIGTERM');
