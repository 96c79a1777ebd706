// Runs before the first paint, so that a page in the chosen language and colours never flashes in others.
(function () {
  var root = document.documentElement;
  var read = function (name) {
    try {
      return localStorage.getItem('store.audit.' + name);
    } catch {
      return null;
    }
  };
  var wished = [read('language')].concat(navigator.languages || []).map(function (tag) {
    return String(tag).slice(0, 2).toLowerCase();
  });
  var language = wished.find(function (tag) {
    return tag === 'ja' || tag === 'en';
  });
  root.lang = language || 'ja';
  var theme = read('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
})();
