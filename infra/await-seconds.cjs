/** A number however it was given: what comes from the command line is text, and a machine's timeout must be a number. */
module.exports = async ({ resolveVariable }) => Number(await resolveVariable('param:awaitSeconds'));
