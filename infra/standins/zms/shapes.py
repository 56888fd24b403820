"""What is answered, in the shapes that ZMS publishes."""

from __future__ import annotations

from typing import Any

from infra.standins.zms.slots import status
from infra.standins.zms.store import Booking
from infra.standins.zms.world import SLOT_MINUTES, Office, Service, World

Shape = dict[str, Any]


def catalogue(world: World) -> Shape:
    return {
        "offices": [_office(world, office) for office in world.offices],
        "services": [_service(service) for service in world.services],
        "relations": [
            {"officeId": office.id, "serviceId": service.id, "slots": service.slots}
            for office in world.offices
            for service in world.services
        ],
    }


def process(world: World, booking: Booking) -> Shape:
    """A booking with its key. Without a confirmation there is no calendar file."""
    office, service = world.office(booking["office"]), world.service(booking["service"])
    state = status(world, booking)
    return {
        "processId": booking["id"],
        "timestamp": str(booking["timestamp"]),
        "authKey": booking["key"],
        "familyName": booking.get("familyName", ""),
        "customTextfield": booking.get("customTextfield", ""),
        "customTextfield2": booking.get("customTextfield2", ""),
        "email": booking.get("email", ""),
        "telephone": booking.get("telephone"),
        "officeName": office.name if office else None,
        "officeId": booking["office"],
        "scope": scope(world, office) if office else None,
        "subRequestCounts": [],
        "serviceId": booking["service"],
        "serviceName": service.name if service else None,
        "serviceCount": booking["count"],
        "status": state,
        "slotCount": booking["slots"],
        "displayNumber": f"{booking['id'] % 1000:03d}",
        "icsContent": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" if state == "confirmed" else None,
    }


def scope(world: World, office: Office) -> Shape:
    return {
        "id": office.id,
        "provider": _provider(office),
        "shortName": office.name[:20],
        "emailFrom": "termin@stadt.example",
        "emailRequired": True,
        "telephoneActivated": True,
        "telephoneRequired": False,
        "customTextfieldActivated": True,
        "customTextfieldRequired": False,
        "customTextfieldLabel": "Bemerkung",
        "captchaActivatedRequired": world.store.switch("captcha") == "on",
        "appointmentsPerMail": world.store.switch("per_mail") or None,
        "slotsPerAppointment": None,
        "reservationDuration": office.reservation_minutes,
        "activationDuration": office.activation_minutes,
        "hint": None,
    }


def _office(world: World, office: Office) -> Shape:
    address = {"street": office.street, "house_number": office.number, "postal_code": "12345", "city": "Musterstadt"}
    return {
        "id": office.id,
        "name": office.name,
        "address": address,
        "slotTimeInMinutes": SLOT_MINUTES,
        "geo": {"lat": 50.1, "lon": 8.7},
        "scope": scope(world, office),
    }


def _provider(office: Office) -> Shape:
    contact = {"city": "Musterstadt", "country": "Deutschland", "name": office.name, "postalCode": "12345"}
    return {"id": str(office.id), "name": office.name, "source": "dldb", "contact": contact}


def _service(service: Service) -> Shape:
    return {"id": service.id, "name": service.name, "maxQuantity": service.most, "public": True}
