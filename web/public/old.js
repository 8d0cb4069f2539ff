// For browsers that the page does not run in: instead of nothing, what would run it. Written so that they can read it.
(function () {
  var runs =
    'noModule' in document.createElement('script') &&
    typeof structuredClone === 'function' &&
    typeof HTMLDialogElement === 'function' &&
    typeof Array.prototype.findLast === 'function' &&
    typeof Array.prototype.at === 'function' &&
    typeof Intl.ListFormat === 'function';
  if (runs) return;
  function say() {
    var lines = [
      'This browser is too old for Parlor.',
      'It needs Safari 15.4, Chrome or Edge 109, or Firefox 115, or anything newer. An update of this browser, or of the system of this device, is all it takes.'
    ];
    var page = document.createElement('div');
    page.className = 'old';
    page.setAttribute('role', 'main');
    var mark = document.createElement('img');
    mark.src = '/icons/192.png';
    mark.alt = '';
    page.appendChild(mark);
    for (var i = 0; i < lines.length; i += 1) {
      var line = document.createElement(i === 0 ? 'h1' : 'p');
      line.appendChild(document.createTextNode(lines[i]));
      page.appendChild(line);
    }
    var app = document.getElementById('app');
    app.parentNode.replaceChild(page, app);
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', say);
  else say();
})();
