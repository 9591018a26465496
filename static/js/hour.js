// The hour for whoever takes part: how it stands is looked at again by itself.
(function () {
  'use strict';
  // <p data-status="/en/live/…/status"> is asked for again every five seconds.
  var line = document.querySelector('[data-status]'), tag = '';
  function ask() {
    setTimeout(ask, 4500 + Math.random() * 1000);
    if (document.hidden) return;
    fetch(line.dataset.status, {headers: tag ? {'If-None-Match': tag} : {}, cache: 'no-store'}).then(function (answer) {
      if (answer.status !== 200) return;
      tag = answer.headers.get('ETag') || '';
      return answer.text().then(function (text) { if (line.textContent !== text) line.textContent = text; });
    }).catch(function () {});
  }
  if (line) ask();
})();
