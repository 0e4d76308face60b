"""The model that serves: the champion, trained on first use, followed when another is promoted."""

from collections.abc import Callable

from model.errors import TrainingError
from model.judging import Judge
from model.store import Store
from service.settings import Settings, data_folder


class Serving:
    """Answers with the champion's judge and notices, at the cost of one `stat`, when another was promoted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stamp: tuple[int, int] | None = None
        self._current: tuple[Judge, str] | None = None

    def current(self) -> tuple[Judge, str]:
        """The judge of the champion and its version. Raises NoModelError while there is none."""
        stamp = self._store.stamp()
        if self._current is None or stamp != self._stamp:
            stored = self._store.load()
            self._current, self._stamp = (Judge(stored.model), stored.version), stamp
        return self._current


def fill_store(settings: Settings, say: Callable[[str], None]) -> None:
    """Trains the first model if the store holds none that this code can run."""
    store = Store(settings.store)
    version = store.champion()
    if version is not None:
        if store.runs(version):
            return
        say(f"model {version} was made by another feature recipe; training a new one")
    from model.training import Course, train  # scikit-learn costs 0.8 s to import and is not needed to serve

    trained = train(store, Course.of(data_folder()), say=say)
    if not trained.decision.promoted:
        raise TrainingError(f"the first model was refused: {'; '.join(trained.decision.sentences)}")
    say(f"model {trained.version} is ready: {trained.decision.sentences[-1]}")
