/** Parameters that are not strings: on the command line all are, but AWS wants a state machine's timeout to be a number. */
module.exports = async ({ resolveVariable }) => ({
  awaitSeconds: Number(await resolveVariable('param:awaitSeconds')),
  tableProtection: String(await resolveVariable('param:tableProtection')) === 'true',
});
