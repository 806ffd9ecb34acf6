/** The parameter as a number: on the command line it is a string, but a state machine's timeout must be a number. */
module.exports = async ({ resolveVariable }) => Number(await resolveVariable('param:awaitSeconds'));
