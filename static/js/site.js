// What the browser can add: its own zone, told once, and a countdown on the join page. Every page works without it.
(function () {
  'use strict';
  var asked = /[?&]zone=/.test(location.search);
  var known = /(^|; )zone=/.test(document.cookie);
  if (!asked && !known) {
    var zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone && /^[\w+\/-]+$/.test(zone)) {
      document.cookie = 'zone=' + zone + '; path=/; max-age=31536000; samesite=lax' +
        (location.protocol === 'https:' ? '; secure' : '');
      // Shown once more with the reader's own times, where nothing has been typed or sent yet.
      var shown = document.querySelector('[data-zone]');
      if (shown && shown.dataset.zone !== zone && /(^|; )zone=/.test(document.cookie)) location.reload();
    }
  }

  // Captions in the reader's language come when something is first played, not before: the line may be bad.
  function caption(media) {
    if (media.paused || media.captioned) return;
    media.captioned = true;
    [].forEach.call(media.textTracks, function (track) {
      if (track.language === document.documentElement.lang) track.mode = 'showing';
    });
  }
  document.addEventListener('play', function (event) { caption(event.target); }, true);
  [].forEach.call(document.querySelectorAll('video,audio'), caption);

  // <p class="clock" data-until="2026-11-24T14:00:00Z" data-reload> counts down and looks again at zero.
  var clock = document.querySelector('[data-until]');
  if (!clock) return;
  var label = document.querySelector('[data-counting]');
  if (label) label.textContent = label.dataset.counting;
  var skew = Date.parse(clock.dataset.now || new Date().toISOString()) - Date.now();
  function two(n) { return (n < 10 ? '0' : '') + n; }
  function tick() {
    var left = Math.ceil((Date.parse(clock.dataset.until) - Date.now() - skew) / 1000);
    if (left <= 0) {
      clock.textContent = '00:00';
      if ('reload' in clock.dataset) setTimeout(function () { location.reload(); }, 1000 + Math.random() * 4000);
      return;
    }
    var hours = Math.floor(left / 3600);
    clock.textContent = (hours ? hours + ':' : '') + two(Math.floor(left / 60) % 60) + ':' + two(left % 60);
    setTimeout(tick, 1000);
  }
  tick();
})();
