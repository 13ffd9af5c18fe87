"""A searchable knowledge base over an organisation's news posts, in Swedish."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase, open_knowledge_base

__version__ = "0.1.0"
__all__ = ["KnowledgeBase", "__version__", "open_knowledge_base"]


def __getattr__(name: str) -> Any:
    # Lazy, so that `import kb` costs nothing and the rooms below stay importable alone.
    if name in ("KnowledgeBase", "open_knowledge_base"):
        from kb import knowledge_base

        return getattr(knowledge_base, name)
    raise AttributeError(f"module 'kb' has no attribute {name!r}")
