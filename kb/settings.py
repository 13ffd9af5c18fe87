"""Every setting, with its help and default: read once from `KB_*`, then frozen.

Only the command line and the web application read it; everything else takes plain arguments.
"""

from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kb.engines import DEFAULT
from kb.errors import KnowledgeBaseError


class Settings(BaseSettings):
    """The settings; the variable of `site_name` is KB_SITE_NAME, and so on."""

    model_config = SettingsConfigDict(env_prefix="KB_", frozen=True, extra="ignore")

    site_name: str = Field("Kunskapsbanken", description="name of the site, in its head and titles")
    site_url: str = Field(
        "http://127.0.0.1:8000", description="address of the site, for absolute links"
    )
    contact: str = Field("", description="e-mail address or link shown on /om")
    per_page: int = Field(10, ge=1, le=100, description="posts on a page of results")
    corpus: Path = Field(Path("corpus"), description="folder of posts and registers")
    index: str = Field("index", description="folder of the index")
    engine: str = Field(DEFAULT, description="engine of the index")
    mask_contacts: bool = Field(
        True, description="show posts without their e-mail addresses and telephone numbers"
    )

    @field_validator("site_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("begins with https:// or http://")
        return value.rstrip("/")


def read_settings() -> Settings:
    """Read the environment.

    Raises:
        KnowledgeBaseError: a variable has a value that it cannot have.
    """
    try:
        return Settings()
    except ValidationError as error:
        faults = [
            f"KB_{str(found['loc'][0]).upper()}: {found['msg'].removeprefix('Value error, ')}"
            for found in error.errors()
        ]
        raise KnowledgeBaseError("; ".join(faults)) from None
