// The list of speakers: looks every five seconds whether anything changed, and counts the speaker's time in between.
// What is being typed stays. Without this, the page says when the time ends, and a link looks again.
(function () {
  'use strict';
  var part = document.querySelector('[data-floor]'), skew = 0, typed = false;
  if (!part) return;
  var tag = part.dataset.tag;
  function each(names, act) { [].forEach.call(part.querySelectorAll(names), act); }
  function set() {
    var clock = part.querySelector('[data-ends]');
    skew = clock ? Date.parse(clock.dataset.now) - Date.now() : 0;
  }
  function count() {
    each('[data-ends]', function (clock) {
      var left = Math.ceil((Date.parse(clock.dataset.ends) - Date.now() - skew) / 1000), over = left <= 0;
      var now = Math.abs(left), seconds = now % 60;
      clock.textContent = Math.floor(now / 60) + ':' + (seconds < 10 ? '0' : '') + seconds;
      clock.classList.toggle('wrong', over);
      each('[data-over]', function (words) { words.hidden = !over; });
      each('[data-left]', function (words) { words.hidden = over; });
    });
  }
  function busy() {
    var at = document.activeElement;
    return typed || (at && part.contains(at) && /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName)) ||
      part.querySelector('details[open]');
  }
  function look() {
    if (document.hidden || busy()) return;
    fetch(part.dataset.floor, {headers: {'X-Part': 'floor', 'If-None-Match': tag}}).then(function (answer) {
      if (answer.status !== 200) return;
      return answer.text().then(function (html) {
        if (busy()) return;
        tag = answer.headers.get('ETag');
        var at = document.activeElement, name = at && part.contains(at) ? at.id : '';
        part.innerHTML = html;
        if (name && document.getElementById(name)) document.getElementById(name).focus();
        set();
        count();
      });
    }).catch(function () {});
  }
  part.addEventListener('input', function () { typed = true; });
  set();
  count();
  setInterval(count, 1000);
  setInterval(look, 5000);
})();
