// With the curve in focus, the arrow keys move by a quarter-hour; without it, the links below do the same.
(function () {
  'use strict';
  var curve = document.getElementById('curve');
  if (!curve) return;
  curve.addEventListener('keydown', function (event) {
    if (event.target !== curve || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    var back = event.key === 'ArrowLeft', on = event.key === 'ArrowRight';
    if (!back && !on) return;
    if (getComputedStyle(curve).direction === 'rtl') back = on;
    var link = document.querySelector('[data-step=' + (back ? 'earlier' : 'later') + ']');
    if (!link) return;
    event.preventDefault();
    location.assign(link.href);
  });
})();
