"""Forms of listings that more than one door uses: the import of our template and asking to be listed."""

from __future__ import annotations

from wtforms import Field, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from app.directory.rules import PlaceKind, Scope, Visibility
from app.shell.fields import BaseForm
from app.shell.wording import N_

_KINDS = (
    (PlaceKind.ADDRESS.value, N_("An address")),
    (PlaceKind.AREA.value, N_("An area we serve")),
    (PlaceKind.ONLINE.value, N_("Online")),
)
_VISIBILITIES = (
    (Visibility.PUBLIC.value, N_("Anyone may see the address")),
    (Visibility.AREA.value, N_("Show only the town")),
    (Visibility.ASK.value, N_("People must ask for the address")),
)
_SCOPES = (
    ("", N_("Choose one")),
    (Scope.TOWN.value, N_("A town")),
    (Scope.REGION.value, N_("A region or state")),
    (Scope.COUNTRY.value, N_("A country")),
    (Scope.EVERYWHERE.value, N_("Everywhere")),
)
_ONLY_PUBLIC = N_("Only an address that anyone may see can have this.")
_LONGEST = {"street": 200, "postal_code": 20, "town": 120, "region": 80, "country": 80}


def one_of_its_choices(_form: object, field: Field) -> None:
    """Refuse an answer that is not offered, in words that need no catalogue of WTForms."""
    if field.data not in {choice.value for choice in getattr(field, "choices", ())}:
        raise ValidationError(N_("Please pick one of the answers."))


def _not_too_long(_form: object, field: Field) -> None:
    if len(field.data or "") > _LONGEST[field.short_name]:
        raise ValidationError(N_("This is too long. Please write less."))


def _choices(label: str, choices: tuple[tuple[str, str], ...], default: str) -> SelectField:
    offered = [SelectChoice(value, words) for value, words in choices]
    return SelectField(label, [one_of_its_choices], choices=offered, default=default, validate_choice=False)


def _words(label: str) -> StringField:
    return StringField(label, [_not_too_long], default="", filters=[lambda text: (text or "").strip()])


def _degrees(label: str) -> StringField:
    return StringField(label, default="", filters=[lambda text: (text or "").strip()])


class PlaceFields(BaseForm):
    """One place of a service. A hidden address cannot hold a street, a postal code or coordinates."""

    kind = _choices(N_("What kind of place is it?"), _KINDS, PlaceKind.ADDRESS.value)
    visibility = _choices(N_("Who may see the address?"), _VISIBILITIES, Visibility.AREA.value)
    scope = _choices(N_("How large is the area?"), _SCOPES, "")
    town = _words(N_("Town"))
    region = _words(N_("Region or state"))
    country = _words(N_("Country"))
    street = _words(N_("Street and number"))
    postal_code = _words(N_("Postal code"))
    latitude = _degrees(N_("Latitude"))
    longitude = _degrees(N_("Longitude"))

    def validate_scope(self, field: Field) -> None:
        """Ask how large an area is, and only of an area."""
        is_area = self.kind.data == PlaceKind.AREA.value
        if is_area and not field.data:
            raise ValidationError(N_("Please say how large the area is."))
        if field.data and not is_area:
            raise ValidationError(N_("Only an area has a size."))

    def validate_town(self, field: Field) -> None:
        """Ask for the town of an area that is one; refuse it where the place is larger or online."""
        if field.data and self.kind.data == PlaceKind.ONLINE.value:
            raise ValidationError(N_("Something online is in no town."))
        if not field.data and self.scope.data == Scope.TOWN.value:
            raise ValidationError(N_("Please write the town."))
        self._not_larger(field, Scope.REGION, Scope.COUNTRY, Scope.EVERYWHERE)

    def validate_region(self, field: Field) -> None:
        """Ask for the region of an area that is one; refuse it where the area is larger."""
        if not field.data and self.scope.data == Scope.REGION.value:
            raise ValidationError(N_("Please write the region or state."))
        self._not_larger(field, Scope.COUNTRY, Scope.EVERYWHERE)

    def validate_country(self, field: Field) -> None:
        """Ask for the country of a region or country; an area without one would be taken for the whole world."""
        if not field.data and self.scope.data in {Scope.REGION.value, Scope.COUNTRY.value}:
            raise ValidationError(N_("Please write the country."))
        self._not_larger(field, Scope.EVERYWHERE)

    def validate_street(self, field: Field) -> None:
        """Refuse what only a public address may hold."""
        self._only_if_public(field)

    def validate_postal_code(self, field: Field) -> None:
        """Refuse what only a public address may hold."""
        self._only_if_public(field)

    def validate_latitude(self, field: Field) -> None:
        """Refuse what only a public address may hold, and what is no latitude."""
        self._only_if_public(field)
        self._within(field, 90)

    def validate_longitude(self, field: Field) -> None:
        """Refuse what only a public address may hold, and what is no longitude."""
        self._only_if_public(field)
        self._within(field, 180)

    def point(self) -> tuple[float, float] | None:
        """Return latitude and longitude of a form that is valid, if it gives both."""
        if self.latitude.data and self.longitude.data:
            return float(self.latitude.data), float(self.longitude.data)
        return None

    def _not_larger(self, field: Field, *scopes: Scope) -> None:
        if field.data and self.scope.data in {scope.value for scope in scopes}:
            raise ValidationError(N_("The area is larger than this. Please leave it empty."))

    def _only_if_public(self, field: Field) -> None:
        is_public = (
            self.kind.data == PlaceKind.ADDRESS.value and self.visibility.data == Visibility.PUBLIC.value
        )
        if field.data and not is_public:
            raise ValidationError(_ONLY_PUBLIC)

    def _within(self, field: Field, most: int) -> None:
        if not self.latitude.data and not self.longitude.data:
            return
        try:
            fits = abs(float(field.data)) <= most
        except ValueError:
            fits = False
        if not fits:
            raise ValidationError(N_("Please write both as numbers, such as 19.4326 and -99.1332."))
