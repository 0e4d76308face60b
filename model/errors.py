"""Everything that can go wrong in model/.

ModelError
├── SampleError         a line of a samples file cannot be used
├── StoreError          the model store cannot be read or written
│   ├── NoModelError    nothing has been trained yet
│   └── RecipeError     a stored model was made by another feature recipe
└── TrainingError       the samples at hand cannot train a model
"""


class ModelError(Exception):
    """Says in one sentence what was wrong, where, and what to do."""


class SampleError(ModelError):
    """A line of a samples file cannot be used."""


class StoreError(ModelError):
    """The model store cannot be read or written."""


class NoModelError(StoreError):
    """Nothing has been trained yet."""


class RecipeError(StoreError):
    """A stored model was made by another feature recipe than this code's."""


class TrainingError(ModelError):
    """The samples at hand cannot train a model."""
