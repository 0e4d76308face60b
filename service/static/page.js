// Progress, and nothing else: of an upload, and of the report that is made of it. Without this file all works as well.
"use strict";

const order = document.getElementById("order");
const running = document.getElementById("running");
const AWAY = "现在连不上，看不到进度。这一页会一直再试，连上后自己更新；请检查一下网络。";
const CUT = "上传中断了。请检查网络后再试一次；如果总是这样，文件可能太大，请分成几份。";
let missed = 0;
let sending = false;

if (order) {
  order.addEventListener("submit", upload);
  // A page that is come back to is shown as it was left, in the middle of an upload.
  window.addEventListener("pageshow", (shown) => shown.persisted && rest(""));
}
if (running) setTimeout(follow, 1000);

function upload(event) {
  event.preventDefault();
  if (sending) return;
  const size = [...order.elements.archive.files].reduce((sum, file) => sum + file.size, 0);
  if (size > Number(order.dataset.most)) {
    say("文件太大了。请分成几份，一份一份地提交；或者导出时只选短信，不带图片和附件。");
    return;
  }
  if (order.elements.archive.files.length > Number(order.dataset.files)) {
    say(`一次最多 ${order.dataset.files} 个文件。请把它们压缩成一个 ZIP 再提交，或者分几次。`);
    return;
  }
  const request = new XMLHttpRequest();
  request.open("POST", order.action);
  request.upload.addEventListener("progress", (sent) => {
    if (sent.lengthComputable) document.getElementById("upload-bar").value = (100 * sent.loaded) / sent.total;
  });
  request.addEventListener("load", () => arrive(request));
  for (const end of ["error", "abort"]) request.addEventListener(end, () => rest(CUT));
  request.send(new FormData(order));
  busy(true);
  say("正在上传，请不要关闭这一页。");
}

function arrive(request) {
  if (request.status === 200) {
    location.assign(request.responseURL);
    return;
  }
  const answer = new DOMParser().parseFromString(request.responseText, "text/html");
  const told = [...answer.querySelectorAll("h1, .problem")].map((each) => each.textContent);
  rest(told.join("：") || "没有成功，请过一会儿再试。");
}

function rest(sentence) {
  busy(false);
  say(sentence);
}

// A button that is disabled loses the focus, and whoever cannot see the page their place on it.
function busy(yes) {
  sending = yes;
  order.querySelector("button").setAttribute("aria-disabled", yes);
  document.getElementById("upload").hidden = !yes;
}

function say(sentence) {
  const place = document.getElementById("upload-says");
  place.textContent = sentence;
  if (sentence) place.scrollIntoView({ block: "nearest" });
}

async function follow() {
  try {
    const answer = await fetch(location.href);
    missed = 0;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!fresh.getElementById("running")) {
      history.scrollRestoration = "manual"; // another page stands here now, and its head says which
      location.reload();
      return;
    }
    document.title = fresh.title;
    document.getElementById("running-bar").value = fresh.getElementById("running-bar").value;
    for (const name of ["running-says", "running-count"]) {
      const text = fresh.getElementById(name).textContent;
      if (document.getElementById(name).textContent !== text) document.getElementById(name).textContent = text;
    }
  } catch {
    missed += 1; // the network may be away for a moment only
    if (missed === 3) document.getElementById("running-says").textContent = AWAY;
  }
  setTimeout(follow, 1000);
}
