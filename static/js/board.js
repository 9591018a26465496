// The season board: a session is moved by dragging it or with the arrow keys; without this there is a form for it.
// A draft moves at once, by one request whose answer holds the cells that changed; what people can see asks first.
(function () {
  'use strict';
  var table = document.querySelector('table[data-board]'), said = document.getElementById('said'), busy = false;
  if (!table || !said || !window.fetch) return;
  var board = table.dataset.board, way = document.documentElement.dir === 'rtl' ? -1 : 1;
  var keys = {ArrowUp: -7, ArrowDown: 7, ArrowLeft: -way, ArrowRight: way}, dragged = null;
  document.getElementById('keys').hidden = false;

  function say(words) { said.textContent = words; }
  function arm(root) {
    root.querySelectorAll('.card[data-slug]').forEach(function (card) { card.draggable = true; });
  }
  function put(html, slug) {
    var box = document.createElement('template');
    box.innerHTML = html;
    box.content.querySelectorAll('td[id], .lines > li, #side, #checked, #said').forEach(function (part) {
      var here = document.getElementById(part.id), isPiece = /^(TD|LI)$/.test(part.tagName);
      if (!here) return;
      if (isPiece) here.replaceWith(part); else here.innerHTML = part.innerHTML;
      arm(part);
    });
    var title = document.querySelector('#s-' + CSS.escape(slug) + ' .title');
    if (title) title.focus();
  }
  function move(card, to) {
    var slug = card.dataset.slug, address = board + '/session/' + slug + '/move';
    if (to.week && card.closest('td').dataset.week === 'none') { location.href = board + '/session/' + slug + '?local_start=' + to.week + 'T14:00'; return; }
    if (!('draft' in card.dataset)) { location.href = address + '?' + new URLSearchParams(to); return; }
    if (busy) return;
    busy = true;
    to.mark = card.dataset.mark;
    to.act = 'move';
    to.csrf_token = document.querySelector('[name=csrf_token]').value;
    fetch(address, {method: 'POST', body: new URLSearchParams(to), headers: {'X-Part': 'board'}})
      .then(function (answer) {
        if (answer.headers.get('X-Board') === 'reload') { location.hash = 's-' + slug; location.reload(); return; }
        var part = answer.headers.get('X-Part');
        if (!part) { location.href = address; return; }
        return answer.text().then(function (html) { put(html, slug); });
      })
      .catch(function () { say(table.dataset.lost); })
      .then(function () { busy = false; });
  }

  arm(table);
  table.addEventListener('keydown', function (event) {
    var card = event.target.closest('.card[data-slug]');
    if (!card || !event.target.classList.contains('title') || !(event.key in keys)) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    move(card, {days: keys[event.key]});
  });
  table.addEventListener('dragstart', function (event) {
    dragged = event.target.closest && event.target.closest('.card[data-slug]');
    if (!dragged) return;
    event.dataTransfer.setData('text/plain', dragged.dataset.slug);
    event.dataTransfer.effectAllowed = 'move';
  });
  function target(event) {
    var cell = dragged && event.target.closest && event.target.closest('td[data-week]');
    return cell && cell.dataset.week !== 'none' && !cell.contains(dragged) ? cell : null;
  }
  function mark(cell) {
    table.querySelectorAll('.over').forEach(function (one) { one.classList.remove('over'); });
    if (cell) cell.classList.add('over');
  }
  table.addEventListener('dragover', function (event) {
    var cell = target(event);
    mark(cell);
    if (cell) event.preventDefault();
  });
  table.addEventListener('dragend', function () { mark(null); dragged = null; });
  table.addEventListener('drop', function (event) {
    var cell = target(event);
    if (!cell) return;
    event.preventDefault();
    mark(null);
    move(dragged, {week: cell.dataset.week, stream: cell.dataset.stream});
    dragged = null;
  });
})();
