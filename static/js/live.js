// Looks every five seconds whether the parts of the page that change read as before; without it one looks again.
(function () {
  'use strict';
  var box = document.querySelector('[data-live]'), tag = '';
  if (!box) return;
  // A part in which somebody reads on, or has the focus, waits.
  function isBusy(part) {
    return part.contains(document.activeElement);
  }
  function open(part) {
    return [].map.call(part.querySelectorAll('details'), function (one) { return one.open; });
  }
  function put(text) {
    var next = new DOMParser().parseFromString(text, 'text/html'), waits = false;
    [].forEach.call(box.querySelectorAll('[data-part]'), function (part) {
      var fresh = next.querySelector('[data-part="' + part.dataset.part + '"]');
      if (!fresh) return;
      var was = open(part);
      [].forEach.call(fresh.querySelectorAll('details'), function (one, at) { if (at in was) one.open = was[at]; });
      if (fresh.outerHTML === part.outerHTML) return;
      if (isBusy(part)) waits = true; else part.replaceWith(document.importNode(fresh, true));
    });
    return !waits;
  }
  function look() {
    if (document.hidden) return again();
    fetch(box.dataset.live, {headers: tag ? {'If-None-Match': tag} : {}, cache: 'no-store'}).then(function (answer) {
      if (answer.status === 304) return again();
      if (answer.status !== 200) return answer.status >= 500 ? again() : null;
      return answer.text().then(function (text) {
        if (put(text)) tag = answer.headers.get('ETag') || '';
        again();
      });
    }).catch(again);
  }
  function again() { setTimeout(look, 4500 + Math.random() * 1000); }
  again();
})();
