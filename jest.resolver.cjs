/**
 * Tests run as CommonJS. A package with both builds gives its CommonJS one (so that everybody gets the same), a package that has
 * only an ES module gives that, which the transform turns into CommonJS.
 */
module.exports = (request, options) => {
  const conditions = (options.conditions ?? []).filter((condition) => condition !== 'import');
  try {
    return options.defaultResolver(request, { ...options, conditions });
  } catch (error) {
    if (request.startsWith('.') || request.startsWith('/')) throw error;
    return options.defaultResolver(request, { ...options, conditions: [...conditions, 'import'] });
  }
};
